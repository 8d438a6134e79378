package dev.maskwright.sdk.internal.pixel;

import dev.maskwright.sdk.frame.Frame;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The content of a frame: its stored pixels and the view of them. Frames hide both from applications; {@link Frame}
 * passes an accessor to this class when it is loaded, which is before any frame can exist.
 */
public record StoredPicture(PixelSource source, View view) {

    private static volatile @Nullable Function<Frame, StoredPicture> key;

    /** To be called by the static initialiser of {@link Frame} only. */
    public static void openFramesBy(Function<Frame, StoredPicture> newKey) {
        key = newKey;
    }

    /** The content of a frame. */
    public static StoredPicture of(Frame frame) {
        return Objects.requireNonNull(key).apply(frame);
    }
}
