package dev.maskwright.exporter.kernel;

import java.util.Optional;

/**
 * What ONNX Runtime's convolution kernels for symmetric int8 weights require of a layer ({@code convsym.cpp}, version
 * 1.29). A layer that does not meet a condition becomes a matrix product, for which its input is first gathered into a
 * matrix.
 *
 * @param outputMultiple the number of output channels must be a multiple of this: 4 with AVX-512, else 8
 */
public record KernelConditions(int outputMultiple) {

    private static final int INPUT_MULTIPLE = 4;
    private static final int LEAST_OUTPUTS = 16;
    private static final int DEPTHWISE_MULTIPLE = 16;

    /** The condition that a layer does not meet; empty if it gets a fast kernel. */
    public Optional<String> missed(LayerShape layer) {
        if (layer.isDepthwise()) {
            return missed(
                    layer.outputs() % DEPTHWISE_MULTIPLE != 0,
                    "depthwise of %d channels, not a multiple of %d".formatted(layer.outputs(), DEPTHWISE_MULTIPLE));
        }
        if (layer.groups() > 1) {
            return Optional.of("%d groups, for which there is no int8 kernel".formatted(layer.groups()));
        }
        return missed(
                        layer.inputs() % INPUT_MULTIPLE != 0,
                        "%d input channels, not a multiple of %d".formatted(layer.inputs(), INPUT_MULTIPLE))
                .or(() -> missed(
                        layer.outputs() < LEAST_OUTPUTS,
                        "%d output channels, fewer than %d".formatted(layer.outputs(), LEAST_OUTPUTS)))
                .or(() -> missed(
                        layer.outputs() % outputMultiple != 0,
                        "%d output channels, not a multiple of %d".formatted(layer.outputs(), outputMultiple)));
    }

    private static Optional<String> missed(boolean isMissed, String words) {
        return isMissed ? Optional.of(words) : Optional.empty();
    }
}
