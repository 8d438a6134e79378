package dev.maskwright.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.maskwright.models.files.WholeFile;
import dev.maskwright.sdk.Box;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Outline;
import dev.maskwright.sdk.Point;
import dev.maskwright.sdk.Polygon;
import dev.maskwright.sdk.Region;
import dev.maskwright.sdk.RunLengths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The file {@code regions/NAME.json} of a picture: what its regions are, in the words of COCO's annotations. A run that goes on takes them from
 * there, for the mask in PNG does not hold the confidences.
 *
 * @param json with width, height, confidence and regions
 */
record PictureRegions(JsonObject json) {

    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
    private static final String SEGMENTATION = "segmentation";

    /**
     * Describes the regions of a mask that has the size of its picture.
     *
     * @param outlined whether their outlines are described as well
     * @param tolerance of polygons, in pixels
     */
    static PictureRegions of(Mask mask, double confidence, List<Region> regions, boolean outlined, double tolerance) {
        JsonArray all = new JsonArray();
        for (Region region : regions) {
            JsonObject json = new JsonObject();
            json.addProperty("category_id", region.classId());
            json.addProperty("class", region.label().name());
            json.addProperty("area", region.area());
            Box box = region.box();
            json.add("bbox", numbers(box.x(), box.y(), box.width(), box.height()));
            Point centroid = region.centroid();
            json.add("centroid", numbers(rounded(centroid.x(), 100), rounded(centroid.y(), 100)));
            json.addProperty("score", rounded(region.confidence(), 10_000));
            if (outlined) {
                json.add(SEGMENTATION, segmentation(region, tolerance));
            }
            all.add(json);
        }
        JsonObject json = new JsonObject();
        json.addProperty("width", mask.width());
        json.addProperty("height", mask.height());
        json.addProperty("confidence", rounded(confidence, 10_000));
        json.addProperty("outlined", outlined);
        json.add("regions", all);
        return new PictureRegions(json);
    }

    /** Polygons of COCO have no holes, so regions with holes are written as runs. */
    private static JsonElement segmentation(Region region, double tolerance) {
        Outline outline = region.outline();
        if (outline.holes().isEmpty()) {
            Polygon polygon = tolerance > 0 ? outline.outer().simplified(tolerance) : outline.outer();
            JsonArray polygons = new JsonArray();
            polygons.add(numbers(polygon.coordinates()));
            return polygons;
        }
        RunLengths runs = region.runLengths();
        JsonObject json = new JsonObject();
        json.add("size", numbers(runs.height(), runs.width()));
        json.addProperty("counts", runs.packed());
        return json;
    }

    /**
     * Reads what a run has written.
     *
     * @throws IOException if it is not there or not such a file
     */
    static PictureRegions read(Path file) throws IOException {
        try {
            PictureRegions read = new PictureRegions(GSON.fromJson(Files.readString(file), JsonObject.class));
            read.width();
            read.height();
            read.confidence();
            read.isOutlined();
            read.counts(256);
            return read;
        } catch (JsonParseException | IllegalStateException | NullPointerException | IndexOutOfBoundsException e) {
            throw new IOException("%s: not the regions of a picture; remove it".formatted(file), e);
        }
    }

    void write(Path file) throws IOException {
        WholeFile.writeUnforced(file, GSON.toJson(json));
    }

    int width() {
        return json.get("width").getAsInt();
    }

    int height() {
        return json.get("height").getAsInt();
    }

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

    /** How many regions each class has, by id. */
    int[] counts(int classes) {
        int[] counts = new int[classes];
        regions().forEach(region -> counts[region.get("category_id").getAsInt()]++);
        return counts;
    }

    /** Whole numbers without a point. */
    private static JsonArray numbers(double... values) {
        JsonArray numbers = new JsonArray();
        for (double value : values) {
            if (value == Math.rint(value)) {
                numbers.add((long) value);
            } else {
                numbers.add(value);
            }
        }
        return numbers;
    }

    private static double rounded(double value, int parts) {
        return Math.round(value * parts) / (double) parts;
    }
}
