package dev.maskwright.sdk.internal.session;

import ai.onnxruntime.OnnxJavaType;
import dev.maskwright.sdk.model.ModelCard.Layout;
import java.util.Arrays;

/**
 * How an output lies in memory: images (N, C, H, W), (N, H, W, C), (N, H, W) or (H, W).
 *
 * @param shape as declared by the graph or returned by a run; -1 where it is not fixed
 * @param layout where the channels are, if the shape has four dimensions
 */
@SuppressWarnings("ArrayRecordComponent") // not compared
public record OutputForm(String name, OnnxJavaType type, long[] shape, Layout layout) {

    int height() {
        return (int) shape[rows()];
    }

    int width() {
        return (int) shape[rows() + 1];
    }

    /** The index of the dimension of rows; that of columns is next. */
    private int rows() {
        return shape.length == 4 && layout == Layout.NHWC ? 1 : shape.length - 2;
    }

    /** The same output at another size. */
    OutputForm sized(int width, int height) {
        long[] sizes = shape.clone();
        sizes[rows()] = height;
        sizes[rows() + 1] = width;
        return new OutputForm(name, type, sizes, layout);
    }

    /** Whether the graph declares the numbers of rows and columns. */
    boolean hasSize() {
        return shape.length >= 2 && height() > 0 && width() > 0;
    }

    /** The shape of a batch. */
    long[] shape(int batch) {
        long[] whole = shape.clone();
        if (whole.length > 2) {
            whole[0] = batch;
            for (int i = 1; i < whole.length; i++) {
                whole[i] = Math.max(1, whole[i]); // channels that the graph does not declare
            }
        }
        return whole;
    }

    @Override
    public String toString() {
        return "%s %s".formatted(type, Arrays.toString(shape));
    }
}
