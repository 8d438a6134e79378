package dev.maskwright.exporter.check;

import dev.maskwright.sdk.frame.Frame;
import java.util.Optional;

/**
 * A picture for the proof of an export.
 *
 * @param target what each of its pixels is, row by row, where that is known: class ids, or {@link #UNLABELLED}
 */
@SuppressWarnings("ArrayRecordComponent") // pixels; pictures are never compared as a whole
public record ProofPicture(Frame frame, Optional<byte[]> target) {

    /** In a target, a pixel that is no class and does not count. */
    public static final int UNLABELLED = 255;

    /** @throws IllegalArgumentException if the target has another size than the picture */
    public ProofPicture {
        if (target.isPresent() && target.get().length != frame.width() * frame.height()) {
            throw new IllegalArgumentException("a picture of %dx%d has %d pixels, its target %d"
                    .formatted(frame.width(), frame.height(), frame.width() * frame.height(), target.get().length));
        }
    }

    /** A picture of which nothing is known. */
    public static ProofPicture of(Frame frame) {
        return new ProofPicture(frame, Optional.empty());
    }

    /** A labelled picture. */
    public static ProofPicture labelled(Frame frame, byte[] target) {
        return new ProofPicture(frame, Optional.of(target));
    }
}
