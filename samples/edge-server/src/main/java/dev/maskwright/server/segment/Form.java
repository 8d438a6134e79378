package dev.maskwright.server.segment;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Region;
import dev.maskwright.sdk.annotation.Annotations;
import dev.maskwright.sdk.geometry.RunLengths;
import dev.maskwright.sdk.image.MaskImages;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.server.engine.Segmented;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The forms in which {@code /v1/segment} answers. */
enum Form {
    /** Regions with outlines, and the area of each class. */
    REGIONS("application/json", "regions") {
        @Override
        byte[] of(Segmented picture) {
            Mask mask = picture.mask().atFrameSize();
            JsonObject json = Annotations.of(mask, mask.regions()).json();
            json.add("classes", classes(mask));
            return utf8(json);
        }
    },
    /** The class of each pixel, with the colours of classes as palette. */
    MASK("image/png", "mask") {
        @Override
        byte[] of(Segmented picture) {
            return MaskImages.indexedPng(picture.mask().atFrameSize());
        }
    },
    /** The picture with its mask painted over it. */
    OVERLAY("image/jpeg", "overlay") {
        @Override
        byte[] of(Segmented picture) {
            return MaskImages.jpeg(MaskImages.overlay(picture.frame(), picture.mask()));
        }
    },
    /** A file of COCO in which all shapes are run lengths. */
    COCO("application/vnd.maskwright.coco+json", "coco") {
        @Override
        byte[] of(Segmented picture) {
            Mask mask = picture.mask().atFrameSize();
            List<Region> regions = mask.regions();
            JsonObject json = Annotations.of(mask, regions).withoutOutlines().coco("picture");
            JsonArray annotations = json.getAsJsonArray("annotations");
            for (int i = 0; i < regions.size(); i++) {
                annotations
                        .get(i)
                        .getAsJsonObject()
                        .add("segmentation", runs(regions.get(i).runLengths()));
            }
            return utf8(json);
        }
    };

    private final String mediaType;
    private final String word;

    Form(String mediaType, String word) {
        this.mediaType = mediaType;
        this.word = word;
    }

    String mediaType() {
        return mediaType;
    }

    String word() {
        return word;
    }

    abstract byte[] of(Segmented picture);

    static Optional<Form> named(String word) {
        return Arrays.stream(values()).filter(form -> form.word.equals(word)).findFirst();
    }

    static Form ofType(String mediaType) {
        return Arrays.stream(values())
                .filter(form -> form.mediaType.equals(mediaType))
                .findFirst()
                .orElseThrow();
    }

    static List<String> mediaTypes() {
        return Arrays.stream(values()).map(Form::mediaType).toList();
    }

    private static JsonArray classes(Mask mask) {
        double[] shares = mask.shares();
        int[] areas = mask.areas();
        JsonArray classes = new JsonArray();
        for (ClassLabel label : mask.classes()) {
            if (areas[label.id()] > 0) {
                JsonObject json = new JsonObject();
                json.addProperty("id", label.id());
                json.addProperty("name", label.name());
                json.addProperty("colour", label.colour());
                json.addProperty("area", areas[label.id()]);
                json.addProperty("share", Math.round(shares[label.id()] * 1e6) / 1e6);
                classes.add(json);
            }
        }
        return classes;
    }

    private static JsonObject runs(RunLengths runs) {
        JsonArray size = new JsonArray();
        size.add(runs.height());
        size.add(runs.width());
        JsonObject json = new JsonObject();
        json.add("size", size);
        json.addProperty("counts", runs.packed());
        return json;
    }

    private static byte[] utf8(JsonObject json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
