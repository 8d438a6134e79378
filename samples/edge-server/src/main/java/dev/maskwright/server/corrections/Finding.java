package dev.maskwright.server.corrections;

import dev.maskwright.folder.corrections.Doubt;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.LegendPlace;
import dev.maskwright.sdk.image.MaskImages;
import dev.maskwright.sdk.image.OverlayStyle;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.Resampler;
import dev.maskwright.server.engine.Segmented;
import java.util.List;

/**
 * What a model found in a picture, as much of it as is kept.
 *
 * @param classes of the model, by id
 */
record Finding(int width, int height, Doubt doubt, PictureStore.Found files, List<String> classes) {

    private static final int SMALL_SIDE = 192;
    private static final OverlayStyle STYLE = OverlayStyle.defaults().withLegend(LegendPlace.NONE);

    Finding {
        classes = List.copyOf(classes);
    }

    static Finding of(Segmented picture) {
        Mask mask = picture.mask().atFrameSize();
        byte[] small = MaskImages.jpeg(MaskImages.overlay(small(picture.frame()), picture.mask(), STYLE));
        return new Finding(
                mask.width(),
                mask.height(),
                Doubt.of(picture.frame(), picture.mask()),
                new PictureStore.Found(MaskImages.indexedPng(mask), small),
                mask.classes().stream().map(ClassLabel::name).toList());
    }

    private static Frame small(Frame frame) {
        double scale = Math.min(1, SMALL_SIDE / (double) Math.max(frame.width(), frame.height()));
        int width = Math.max(1, (int) Math.round(scale * frame.width()));
        int height = Math.max(1, (int) Math.round(scale * frame.height()));
        byte[] rgb = Resampler.resize(
                frame.rgb(), frame.width(), frame.height(), 3, Resampler.Filter.BILINEAR, width, height);
        return Frame.rgb(rgb, width, height);
    }
}
