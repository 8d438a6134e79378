package dev.maskwright.folder;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.annotation.Annotations;
import dev.maskwright.sdk.annotation.CocoCategories;
import dev.maskwright.sdk.model.ClassLabel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The file {@code regions/NAME.json} of a picture: the number of pixels of each class, and its regions in the format of
 * COCO annotations. A resumed run reads its figures from there, because a mask in PNG does not contain the confidences.
 *
 * @param json with width, height, confidence, areas and regions
 */
record PictureRegions(JsonObject json) {

    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
    private static final String AREAS = "areas";
    private static final int MOST_CLASSES = 256;

    /**
     * Describes the regions of a mask that has the size of its picture.
     *
     * @param isOutlined whether their outlines are described as well
     */
    static PictureRegions of(Mask mask, double confidence, RegionFileOptions options, boolean isOutlined) {
        Annotations exact = Annotations.of(mask, options.of(mask)).withTolerance(options.tolerance());
        JsonObject annotations = (isOutlined ? exact : exact.withoutOutlines()).json();
        JsonObject areas = new JsonObject();
        int[] pixels = mask.areas();
        for (ClassLabel label : mask.classes()) {
            if (pixels[label.id()] > 0) {
                areas.addProperty(label.name(), pixels[label.id()]);
            }
        }
        JsonObject json = new JsonObject();
        json.add("width", annotations.get("width"));
        json.add("height", annotations.get("height"));
        json.addProperty("confidence", Math.round(confidence * 10_000) / 10_000.0);
        json.addProperty("outlined", isOutlined);
        json.add(AREAS, areas);
        json.add("regions", annotations.get("regions"));
        return new PictureRegions(json);
    }

    /**
     * Reads what a run has written.
     *
     * @throws IOException if it does not exist or is not such a file
     */
    static PictureRegions read(Path file) throws IOException {
        try {
            PictureRegions read = new PictureRegions(GSON.fromJson(Files.readString(file), JsonObject.class));
            read.check();
            return read;
        } catch (RuntimeException | StackOverflowError e) { // JSON of another shape throws all kinds
            throw unreadable(file, e);
        }
    }

    private static IOException unreadable(Path file, Throwable cause) {
        return new IOException("%s: not the regions of a picture; remove it".formatted(file), cause);
    }

    /** Validates everything that reports use. */
    private void check() {
        double confidence = confidence();
        long pixels = Math.multiplyExact((long) width(), height());
        if (width() < 1 || height() < 1 || !(confidence >= 0 && confidence <= 1)) {
            throw new IllegalStateException("a size or confidence that is impossible");
        }
        isOutlined();
        for (JsonElement area : json.getAsJsonObject(AREAS).asMap().values()) {
            if (area.getAsLong() < 0 || area.getAsLong() > pixels) {
                throw new IllegalStateException("an area that does not fit into the picture");
            }
        }
        counts(MOST_CLASSES);
        CocoCategories categories = CocoCategories.of(List.of());
        regions().forEach(region -> Annotations.cocoAnnotation(region, 1, 1, categories));
    }

    void write(Path file) throws IOException {
        ResultFile.write(file, GSON.toJson(json).getBytes(StandardCharsets.UTF_8));
    }

    int width() {
        return json.get("width").getAsInt();
    }

    int height() {
        return json.get("height").getAsInt();
    }

    /** The mean over all pixels, 0..1. */
    double confidence() {
        return json.get("confidence").getAsDouble();
    }

    /** Whether each region has a segmentation. */
    boolean isOutlined() {
        return json.get("outlined").getAsBoolean();
    }

    List<JsonObject> regions() {
        return json.getAsJsonArray("regions").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    /** The classes in the picture, the largest first. */
    List<ClassArea> classes(List<ClassLabel> labels) {
        JsonObject areas = json.getAsJsonObject(AREAS);
        int[] counts = counts(labels.size());
        double pixels = (double) width() * height();
        List<ClassArea> classes = new ArrayList<>();
        for (ClassLabel label : labels) {
            if (areas.has(label.name())) {
                long area = areas.get(label.name()).getAsLong();
                classes.add(new ClassArea(label, area, area / pixels, counts[label.id()]));
            }
        }
        classes.sort(Comparator.comparingLong(ClassArea::pixels).reversed());
        return classes;
    }

    /** The number of regions of each class, by id. */
    private int[] counts(int classes) {
        int[] counts = new int[classes];
        regions().forEach(region -> counts[region.get("category_id").getAsInt()]++);
        return counts;
    }
}
