package dev.maskwright.sdk.annotation;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Region;
import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.geometry.Outline;
import dev.maskwright.sdk.geometry.Point;
import dev.maskwright.sdk.geometry.Polygon;
import dev.maskwright.sdk.geometry.RunLengths;
import java.util.List;

/**
 * Regions of one picture as JSON, in the formats of annotation tools. All coordinates are in pixels of the picture, so
 * the mask has to have its size. A model's classes keep their ids.
 */
public final class Annotations {

    private static final String SEGMENTATION = "segmentation";
    private static final String CATEGORY = "category_id";

    private final Mask mask;
    private final List<Region> regions;
    private final boolean outlined;
    private final double tolerance;

    private Annotations(Mask mask, List<Region> regions, boolean outlined, double tolerance) {
        this.mask = mask;
        this.regions = regions;
        this.outlined = outlined;
        this.tolerance = tolerance;
    }

    /**
     * Exact outlines of a mask's regions.
     *
     * @param mask of the size of its frame: {@link Mask#atFrameSize}
     * @param regions regions of this mask
     * @throws IllegalArgumentException if the mask has another size than its frame
     */
    public static Annotations of(Mask mask, List<Region> regions) {
        if (mask.width() != mask.frameWidth() || mask.height() != mask.frameHeight()) {
            throw new IllegalArgumentException(
                    ("annotations are in pixels of the frame, which has %dx%d, but the mask has %dx%d; "
                                    + "take the regions of atFrameSize()")
                            .formatted(mask.frameWidth(), mask.frameHeight(), mask.width(), mask.height()));
        }
        return new Annotations(mask, List.copyOf(regions), true, 0);
    }

    /** The same without the regions' shapes. */
    public Annotations withoutOutlines() {
        return new Annotations(mask, regions, false, tolerance);
    }

    /** The same with simplified polygons; see {@link Polygon#simplified}. */
    public Annotations withTolerance(double pixels) {
        return new Annotations(mask, regions, outlined, pixels);
    }

    /**
     * The picture's width and height, and for each region, with COCO's names, {@code category_id} (the class id),
     * {@code class}, {@code area}, {@code bbox} (x, y, width, height), {@code centroid}, {@code score} (the mean
     * confidence, 0..1) and {@code segmentation}.
     */
    public JsonObject json() {
        JsonArray all = new JsonArray();
        for (Region region : regions) {
            JsonObject json = new JsonObject();
            json.addProperty(CATEGORY, region.classId());
            json.addProperty("class", region.label().name());
            json.addProperty("area", region.area());
            Box box = region.box();
            json.add("bbox", numbers(box.x(), box.y(), box.width(), box.height()));
            Point centroid = region.centroid();
            json.add("centroid", numbers(rounded(centroid.x(), 100), rounded(centroid.y(), 100)));
            json.addProperty("score", rounded(region.confidence(), 10_000));
            if (outlined) {
                json.add(SEGMENTATION, segmentation(region));
            }
            all.add(json);
        }
        JsonObject json = new JsonObject();
        json.addProperty("width", mask.width());
        json.addProperty("height", mask.height());
        json.add("regions", all);
        return json;
    }

    /**
     * A COCO file with this one picture: shapes are polygons or, if they have holes, run lengths in pycocotools' packed
     * form.
     *
     * @param fileName of the picture
     * @see <a href="https://cocodataset.org/#format-data">Data format, object detection</a>
     */
    public JsonObject coco(String fileName) {
        CocoCategories categories = CocoCategories.of(mask.classes());
        JsonObject image = new JsonObject();
        image.addProperty("id", 1);
        image.addProperty("file_name", fileName);
        image.addProperty("width", mask.width());
        image.addProperty("height", mask.height());
        JsonArray images = new JsonArray();
        images.add(image);
        JsonArray annotations = new JsonArray();
        for (JsonElement region : json().getAsJsonArray("regions")) {
            annotations.add(cocoAnnotation(region.getAsJsonObject(), annotations.size() + 1, 1, categories));
        }
        JsonObject json = new JsonObject();
        json.add("categories", categories.json());
        json.add("images", images);
        json.add("annotations", annotations);
        return json;
    }

    /**
     * The COCO annotation of one region of {@link #json}, for files with many pictures.
     *
     * @param id of the annotation, from 1
     * @param imageId of its picture
     * @param categories of the file
     */
    public static JsonObject cocoAnnotation(JsonObject region, int id, int imageId, CocoCategories categories) {
        JsonObject annotation = new JsonObject();
        annotation.addProperty("id", id);
        annotation.addProperty("image_id", imageId);
        annotation.addProperty(CATEGORY, categories.of(region.get(CATEGORY).getAsInt()));
        for (String key : List.of(SEGMENTATION, "area", "bbox", "score")) {
            if (region.has(key)) {
                annotation.add(key, region.get(key));
            }
        }
        annotation.addProperty("iscrowd", 0);
        return annotation;
    }

    /**
     * Results for Label Studio's brush: the content of {@code result} in an annotation or a prediction.
     *
     * @param fromName the name of the {@code BrushLabels} in the labelling configuration
     * @param toName the name of the {@code Image} there
     * @see <a href="https://labelstud.io/tags/brushlabels">BrushLabels</a>
     */
    public JsonArray labelStudio(String fromName, String toName) {
        JsonArray results = new JsonArray();
        for (Region region : regions) {
            JsonArray labels = new JsonArray();
            labels.add(region.label().name());
            JsonObject value = new JsonObject();
            value.addProperty("format", "rle");
            value.add("rle", BrushRuns.of(region));
            value.add("brushlabels", labels);
            JsonObject result = new JsonObject();
            result.addProperty("id", "region-" + (results.size() + 1));
            result.addProperty("type", "brushlabels");
            result.addProperty("from_name", fromName);
            result.addProperty("to_name", toName);
            result.addProperty("original_width", mask.width());
            result.addProperty("original_height", mask.height());
            result.addProperty("image_rotation", 0);
            result.addProperty("score", rounded(region.confidence(), 10_000));
            result.add("value", value);
            results.add(result);
        }
        return results;
    }

    /** COCO's polygons have no holes, so regions with holes are written as runs. */
    private JsonElement segmentation(Region region) {
        List<Outline> outlines = region.outlines();
        if (outlines.stream().allMatch(outline -> outline.holes().isEmpty())) {
            JsonArray polygons = new JsonArray();
            for (Outline outline : outlines) {
                Polygon exact = outline.outer();
                Polygon polygon = tolerance > 0 ? exact.simplified(tolerance) : exact;
                polygons.add(numbers(polygon.coordinates()));
            }
            return polygons;
        }
        RunLengths runs = region.runLengths();
        JsonObject json = new JsonObject();
        json.add("size", numbers(runs.height(), runs.width()));
        json.addProperty("counts", runs.packed());
        return json;
    }

    /** Numbers as JSON, whole ones without a decimal point. */
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
