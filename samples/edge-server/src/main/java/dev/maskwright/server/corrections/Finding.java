package dev.maskwright.server.corrections;

import dev.maskwright.folder.corrections.Doubt;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.image.MaskImages;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.server.engine.Segmented;
import java.util.List;

/**
 * The kept parts of a model's result for a picture.
 *
 * @param classes of the model, by id
 */
record Finding(int width, int height, Doubt doubt, PictureStore.Found files, List<String> classes) {

    Finding {
        classes = List.copyOf(classes);
    }

    static Finding of(Segmented picture) {
        Mask mask = picture.mask().atFrameSize();
        byte[] small = Thumbnail.of(picture.frame(), picture.mask());
        return new Finding(
                mask.width(),
                mask.height(),
                Doubt.of(picture.frame(), picture.mask()),
                new PictureStore.Found(MaskImages.indexedPng(mask), small),
                mask.classes().stream().map(ClassLabel::name).toList());
    }
}
