package dev.maskwright.exporter.onnx;

/**
 * A version of the standard ONNX operators that graphs can be written for. Newer ones have operators for what takes
 * several nodes in older ones; older ones load in older runtimes.
 */
public record Opset(int version) {

    private static final int OLDEST = 15;
    private static final int NEWEST = 21;

    /** The default: runtimes since 2022 read it. */
    public static final Opset DEFAULT = new Opset(17);

    public Opset {
        if (version < OLDEST || version > NEWEST) {
            throw new IllegalArgumentException(
                    "graphs are written for operator sets %d to %d, not for %d; most runtimes read %d"
                            .formatted(OLDEST, NEWEST, version, 17));
        }
    }

    public static Opset of(int version) {
        return new Opset(version);
    }

    /** The version of the file format that came with this operator set, the oldest one that may contain it. */
    public int irVersion() {
        if (version >= 21) {
            return 10;
        }
        return version >= 19 ? 9 : 8;
    }

    boolean isAtLeast(int other) {
        return version >= other;
    }
}
