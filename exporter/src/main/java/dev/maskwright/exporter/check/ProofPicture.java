package dev.maskwright.exporter.check;

import dev.maskwright.sdk.frame.Frame;
import java.util.Optional;

/**
 * A picture for the proof of an export.
 *
 * @param target the class id of each of its pixels, row by row, or {@link #UNLABELLED}, if known
 */
@SuppressWarnings("ArrayRecordComponent") // pixels; pictures are never compared as a whole
public record ProofPicture(Frame frame, Optional<byte[]> target) {

    /** In a target, a pixel without a class, which is ignored. */
    public static final int UNLABELLED = 255;

    /** @throws IllegalArgumentException if the target has another size than the picture */
    public ProofPicture {
        if (target.isPresent() && target.get().length != frame.width() * frame.height()) {
            throw new IllegalArgumentException("a picture of %dx%d has %d pixels, its target %d"
                    .formatted(frame.width(), frame.height(), frame.width() * frame.height(), target.get().length));
        }
    }

    /** A picture without labels. */
    public static ProofPicture of(Frame frame) {
        return new ProofPicture(frame, Optional.empty());
    }

    /** A labelled picture. */
    public static ProofPicture labelled(Frame frame, byte[] target) {
        return new ProofPicture(frame, Optional.of(target));
    }
}
