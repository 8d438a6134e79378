package dev.maskwright.server.corrections;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.LegendPlace;
import dev.maskwright.sdk.image.MaskImages;
import dev.maskwright.sdk.image.OverlayStyle;
import dev.maskwright.sdk.model.Resampler;

/** A small picture with its mask painted over it, for lists. */
final class Thumbnail {

    private static final int SIDE = 192;
    private static final OverlayStyle STYLE = OverlayStyle.defaults().withLegend(LegendPlace.NONE);

    private Thumbnail() {}

    /** A JPEG whose longer side has at most {@value #SIDE} pixels. */
    static byte[] of(Frame frame, Mask mask) {
        return MaskImages.jpeg(MaskImages.overlay(small(frame), mask, STYLE));
    }

    private static Frame small(Frame frame) {
        double scale = Math.min(1, SIDE / (double) Math.max(frame.width(), frame.height()));
        int width = Math.max(1, (int) Math.round(scale * frame.width()));
        int height = Math.max(1, (int) Math.round(scale * frame.height()));
        byte[] rgb = Resampler.resize(
                frame.rgb(), frame.width(), frame.height(), 3, Resampler.Filter.BILINEAR, width, height);
        return Frame.rgb(rgb, width, height);
    }
}
