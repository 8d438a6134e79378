package dev.maskwright.exporter;

import dev.maskwright.exporter.rewrite.DropLastResize;
import dev.maskwright.exporter.rewrite.Trained;

/** The size of a graph's output. */
public enum Resolution {
    /** One pixel for each pixel of the input. */
    FULL,
    /**
     * The network's own resolution, before its last enlargement. A SegFormer gives a quarter of the input's width and
     * height. The application enlarges the mask; the SDK does so in {@code Mask.atFrameSize}.
     */
    NETWORK;

    /**
     * The network as it ends at this resolution.
     *
     * @throws IllegalArgumentException if it does not end with an enlargement
     */
    public Trained of(Trained trained) {
        return this == FULL ? trained : DropLastResize.apply(trained);
    }
}
