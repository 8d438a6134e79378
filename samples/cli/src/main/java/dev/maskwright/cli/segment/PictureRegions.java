package dev.maskwright.cli.segment;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.maskwright.models.files.WholeFile;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Region;
import dev.maskwright.sdk.annotation.Annotations;
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
public record PictureRegions(JsonObject json) {

    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    /**
     * Describes the regions of a mask that has the size of its picture.
     *
     * @param outlined whether their outlines are described as well
     * @param tolerance of polygons, in pixels
     */
    static PictureRegions of(Mask mask, double confidence, List<Region> regions, boolean outlined, double tolerance) {
        Annotations exact = Annotations.of(mask, regions).withTolerance(tolerance);
        JsonObject annotations = (outlined ? exact : exact.withoutOutlines()).json();
        JsonObject json = new JsonObject();
        json.add("width", annotations.get("width"));
        json.add("height", annotations.get("height"));
        json.addProperty("confidence", Math.round(confidence * 10_000) / 10_000.0);
        json.addProperty("outlined", outlined);
        json.add("regions", annotations.get("regions"));
        return new PictureRegions(json);
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
}
