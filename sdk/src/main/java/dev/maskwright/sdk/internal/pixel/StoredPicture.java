package dev.maskwright.sdk.internal.pixel;

import dev.maskwright.sdk.frame.Frame;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a frame is made of: its pixels as they are stored, and how they are looked at. Frames show neither to
 * applications; they hand a key to this class when they are loaded, which is before anybody can have one.
 */
public record StoredPicture(PixelSource source, View view) {

    private static volatile @Nullable Function<Frame, StoredPicture> key;

    /** For the static initialiser of {@link Frame} only. */
    public static void openFramesBy(Function<Frame, StoredPicture> newKey) {
        key = newKey;
    }

    /** What is in a frame. */
    public static StoredPicture of(Frame frame) {
        return Objects.requireNonNull(key).apply(frame);
    }
}
