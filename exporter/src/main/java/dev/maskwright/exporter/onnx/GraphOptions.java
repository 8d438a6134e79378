package dev.maskwright.exporter.onnx;

import java.util.OptionalInt;

/**
 * How a graph is written, besides what its card says.
 *
 * @param opset the operators that it may use
 * @param arithmetic the numbers that it computes with
 * @param batch the number of images in each run; empty for any number
 */
public record GraphOptions(Opset opset, Arithmetic arithmetic, OptionalInt batch) {

    public GraphOptions {
        if (batch.isPresent() && batch.getAsInt() < 1) {
            throw new IllegalArgumentException("a batch has at least 1 image, got %d".formatted(batch.getAsInt()));
        }
    }

    /** Operator set 17, float32, any number of images. */
    public static GraphOptions defaults() {
        return new GraphOptions(Opset.DEFAULT, Arithmetic.FLOAT32, OptionalInt.empty());
    }

    public GraphOptions withOpset(Opset newOpset) {
        return new GraphOptions(newOpset, arithmetic, batch);
    }

    public GraphOptions withArithmetic(Arithmetic newArithmetic) {
        return new GraphOptions(opset, newArithmetic, batch);
    }

    /** The same options with this number of images in each run. */
    public GraphOptions withBatch(int images) {
        return new GraphOptions(opset, arithmetic, OptionalInt.of(images));
    }
}
