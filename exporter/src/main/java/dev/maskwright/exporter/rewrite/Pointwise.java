package dev.maskwright.exporter.rewrite;

import dev.maskwright.models.graph.Layer;

/** The kinds of convolution that rewritings create and look for: those that see one pixel at a time. */
final class Pointwise {

    private Pointwise() {}

    /** A matrix product at each pixel, plus a bias. */
    static Layer.Conv dense(int in, int out) {
        return Layer.Conv.of(in, out, 1).withBias();
    }

    /** A factor for each channel, plus a bias. */
    static Layer.Conv perChannel(int channels) {
        return Layer.Conv.depthwise(channels, 1).withBias();
    }

    static boolean is(Layer layer) {
        return layer instanceof Layer.Conv conv && conv.kernel() == 1 && conv.stride() == 1 && conv.pads(0);
    }

    static boolean isDense(Layer layer) {
        return is(layer) && ((Layer.Conv) layer).groups() == 1;
    }

    static boolean isPerChannel(Layer layer) {
        return is(layer)
                && ((Layer.Conv) layer).groups() == ((Layer.Conv) layer).in()
                && ((Layer.Conv) layer).in() == ((Layer.Conv) layer).out();
    }
}
