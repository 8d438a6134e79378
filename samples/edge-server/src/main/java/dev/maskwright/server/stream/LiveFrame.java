package dev.maskwright.server.stream;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.image.MaskImages;
import dev.maskwright.sdk.image.OverlayStyle;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.server.engine.Segmented;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of a frame.
 *
 * @param figures its size, and the share of each class
 * @param picture in the requested form, if any
 * @param overlay for viewers, if there are any
 */
record LiveFrame(JsonObject figures, byte @Nullable [] picture, byte @Nullable [] overlay) {

    /** Live pictures are seen for a moment only. */
    private static final float JPEG_QUALITY = 0.7f;

    /** What a client may request for each frame, besides the figures. */
    enum Form {
        /** Nothing. */
        FIGURES,
        /** The classes at the network's size, as an indexed PNG: fast, to be drawn over the frame. */
        MASK,
        /** The frame with its mask painted over it, as a JPEG. */
        OVERLAY;

        static Optional<Form> named(String word) {
            return Arrays.stream(values())
                    .filter(form -> form.name().equalsIgnoreCase(word))
                    .findFirst();
        }
    }

    static LiveFrame of(Segmented segmented, Form form, boolean isWatched) {
        byte[] overlay = form == Form.OVERLAY || isWatched ? overlay(segmented) : null;
        byte[] picture =
                switch (form) {
                    case FIGURES -> null;
                    case MASK -> MaskImages.indexedPng(segmented.mask());
                    case OVERLAY -> overlay;
                };
        return new LiveFrame(figures(segmented), picture, isWatched ? overlay : null);
    }

    private static byte[] overlay(Segmented segmented) {
        return MaskImages.jpeg(
                MaskImages.overlay(segmented.frame(), segmented.mask(), OverlayStyle.defaults()), JPEG_QUALITY);
    }

    private static JsonObject figures(Segmented segmented) {
        Mask mask = segmented.mask();
        double[] shares = mask.shares();
        JsonArray classes = new JsonArray();
        for (ClassLabel label : mask.classes()) {
            if (shares[label.id()] > 0) {
                JsonObject json = new JsonObject();
                json.addProperty("id", label.id());
                json.addProperty("name", label.name());
                json.addProperty("share", Math.round(shares[label.id()] * 1e6) / 1e6);
                classes.add(json);
            }
        }
        JsonObject json = new JsonObject();
        json.addProperty("width", segmented.frame().width());
        json.addProperty("height", segmented.frame().height());
        json.addProperty("confidence", Math.round(mask.meanConfidence() * 1e4) / 1e4);
        json.add("classes", classes);
        return json;
    }
}
