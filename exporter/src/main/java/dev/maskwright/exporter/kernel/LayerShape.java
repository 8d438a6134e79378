package dev.maskwright.exporter.kernel;

import java.util.List;

/**
 * Everything that the time of a convolution of one image depends on; layers of the same shape are timed once.
 *
 * @param height of the input
 * @param width of the input
 * @param kernel height and width
 * @param strides down and across
 * @param dilations down and across
 * @param pads top, left, bottom, right
 * @param readsLevels whether its input is int8 already, so that only a float layer has to convert it
 * @param givesLevels whether its output is only read as int8
 */
public record LayerShape(
        int inputs,
        int outputs,
        int groups,
        int height,
        int width,
        List<Long> kernel,
        List<Long> strides,
        List<Long> dilations,
        List<Long> pads,
        boolean readsLevels,
        boolean givesLevels) {

    public LayerShape {
        kernel = List.copyOf(kernel);
        strides = List.copyOf(strides);
        dilations = List.copyOf(dilations);
        pads = List.copyOf(pads);
    }

    /** Whether each channel has its own kernel, and gives one channel. */
    public boolean isDepthwise() {
        return groups > 1 && inputs == groups && outputs == groups;
    }

    LayerShape withInputs(int channels) {
        return with(channels, outputs, groups);
    }

    LayerShape withOutputs(int channels) {
        return with(inputs, channels, groups);
    }

    /** The number of channels of a depthwise layer. */
    LayerShape withChannels(int channels) {
        return with(channels, channels, channels);
    }

    private LayerShape with(int newInputs, int newOutputs, int newGroups) {
        return new LayerShape(
                newInputs,
                newOutputs,
                newGroups,
                height,
                width,
                kernel,
                strides,
                dilations,
                pads,
                readsLevels,
                givesLevels);
    }
}
