package dev.maskwright.trainer.data.source;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.ClassList;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An annotation file of COCO, read as a stream, for they come in hundreds of megabytes. */
record CocoFile(Path path, List<Image> images, List<Annotation> annotations, Map<Long, String> categories) {

    /** @param number its place in the file, from 0 */
    record Image(int number, long id, String file, int width, int height) {}

    /**
     * One object. What cannot be read is kept as a fault, for the picture cannot be used without it.
     *
     * @param fault empty if there is none
     */
    record Annotation(
            long id, long image, long category, boolean crowd, List<Double> bbox, Outline outline, String fault) {}

    /** What an object covers: polygons, or runs of a mask of a size of its own. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares outlines
    record Outline(double[][] polygons, CocoRow.Counts counts, int width, int height) {
        static Outline none() {
            return new Outline(new double[0][], new CocoRow.Counts("", List.of()), 0, 0);
        }
    }

    private static final double FAR = 1e6; // no picture is as wide
    private static final Gson GSON = new Gson();

    static CocoFile read(Path file) throws BadDatasetException {
        Map<String, List<JsonObject>> kept = new LinkedHashMap<>();
        List<Annotation> annotations = new ArrayList<>();
        boolean any = false;
        try (Reader text = Files.newBufferedReader(file);
                JsonReader json = new JsonReader(text)) {
            json.beginObject();
            while (json.hasNext()) {
                String key = json.nextName();
                boolean wanted = key.equals("images") || key.equals("categories") || key.equals("annotations");
                if (!wanted || json.peek() != JsonToken.BEGIN_ARRAY) {
                    json.skipValue();
                    continue;
                }
                any |= key.equals("annotations");
                kept.computeIfAbsent(key, fresh -> new ArrayList<>());
                json.beginArray();
                while (json.hasNext()) {
                    JsonObject entry = GSON.fromJson(json, JsonObject.class);
                    if (key.equals("annotations")) {
                        annotations.add(annotation(entry, annotations.size()));
                    } else {
                        kept.computeIfAbsent(key, fresh -> new ArrayList<>()).add(entry);
                    }
                }
                json.endArray();
            }
            json.endObject();
        } catch (IOException | RuntimeException e) { // JSON of another shape throws all kinds
            throw new BadDatasetException(
                    "%s: not a readable annotation file of COCO; write it again (%s)".formatted(file, e.getMessage()),
                    e);
        }
        if (!any || !kept.containsKey("images") || !kept.containsKey("categories")) {
            throw new BadDatasetException(
                    "%s: not an annotation file of COCO: expected the lists 'images', 'annotations' and 'categories'"
                            .formatted(file));
        }
        return new CocoFile(
                file, images(file, kept.get("images")), annotations, categories(file, kept.get("categories")));
    }

    private static List<Image> images(Path file, List<JsonObject> entries) throws BadDatasetException {
        List<Image> images = new ArrayList<>();
        for (JsonObject entry : entries) {
            try {
                images.add(new Image(
                        images.size(),
                        entry.get("id").getAsLong(),
                        entry.get("file_name").getAsString(),
                        entry.get("width").getAsInt(),
                        entry.get("height").getAsInt()));
            } catch (RuntimeException e) { // a key that is missing, or of another kind
                throw new BadDatasetException(
                        "%s: image %d needs id, file_name, width and height, got %s"
                                .formatted(file, images.size(), shortened(entry)),
                        e);
            }
        }
        return images;
    }

    private static Map<Long, String> categories(Path file, List<JsonObject> entries) throws BadDatasetException {
        Map<Long, String> names = new TreeMap<>();
        for (JsonObject entry : entries) {
            try {
                String name = ClassList.normalize(entry.get("name").getAsString());
                String other = names.put(entry.get("id").getAsLong(), name);
                if (other != null) {
                    throw new BadDatasetException("%s: category %s is both '%s' and '%s'; give each an id of its own"
                            .formatted(file, entry.get("id"), other, name));
                }
            } catch (RuntimeException e) {
                throw new BadDatasetException(
                        "%s: a category needs id and name, got %s".formatted(file, shortened(entry)), e);
            }
        }
        return names;
    }

    private static Annotation annotation(JsonObject entry, int number) {
        long id = number(entry, "id", number);
        long image = number(entry, "image_id", Long.MIN_VALUE);
        long category = number(entry, "category_id", Long.MIN_VALUE);
        boolean crowd = number(entry, "iscrowd", 0) != 0;
        List<Double> bbox = List.of();
        Outline outline = Outline.none();
        String fault = "";
        try {
            bbox = entry.has("bbox") && entry.get("bbox").isJsonArray() ? doubles(entry.getAsJsonArray("bbox")) : bbox;
            outline = outline(entry.get("segmentation"));
        } catch (RuntimeException e) { // JSON of another shape
            fault = e instanceof IllegalArgumentException && !(e instanceof NumberFormatException)
                    ? String.valueOf(e.getMessage())
                    : "its segmentation is neither polygons nor runs";
        }
        return new Annotation(id, image, category, crowd, bbox, outline, fault);
    }

    private static Outline outline(@Nullable JsonElement segmentation) {
        if (segmentation == null
                || segmentation.isJsonNull()
                || (segmentation.isJsonArray() && segmentation.getAsJsonArray().isEmpty())) {
            throw new IllegalArgumentException("it has no segmentation");
        }
        if (segmentation.isJsonArray()) {
            JsonArray parts = segmentation.getAsJsonArray();
            double[][] polygons = new double[parts.size()][];
            for (int i = 0; i < polygons.length; i++) {
                polygons[i] = polygon(parts.get(i).getAsJsonArray(), i);
            }
            return new Outline(polygons, new CocoRow.Counts("", List.of()), 0, 0);
        }
        JsonObject runs = segmentation.getAsJsonObject();
        List<Double> size = doubles(runs.getAsJsonArray("size"));
        JsonElement counts = runs.get("counts");
        if (size.size() != 2) {
            throw new IllegalArgumentException("the size of its runs is %s, expected [height, width]".formatted(size));
        }
        List<Long> plain = new ArrayList<>();
        if (counts.isJsonArray()) {
            counts.getAsJsonArray().forEach(count -> plain.add(count.getAsLong()));
        }
        return new Outline(
                new double[0][],
                new CocoRow.Counts(counts.isJsonArray() ? "" : counts.getAsString(), plain),
                size.get(1).intValue(),
                size.get(0).intValue());
    }

    private static double[] polygon(JsonArray numbers, int part) {
        if (numbers.size() % 2 != 0 || numbers.size() < 6) {
            throw new IllegalArgumentException("its polygon %d has %d numbers, expected x and y of at least 3 corners"
                    .formatted(part, numbers.size()));
        }
        double[] corners = new double[numbers.size()];
        for (int i = 0; i < corners.length; i++) {
            corners[i] = numbers.get(i).getAsDouble();
            if (!(Math.abs(corners[i]) <= FAR)) {
                throw new IllegalArgumentException(
                        "its polygon %d has the coordinate %s, which is in no image".formatted(part, corners[i]));
            }
        }
        return corners;
    }

    private static List<Double> doubles(JsonArray numbers) {
        List<Double> all = new ArrayList<>();
        numbers.forEach(number -> all.add(number.getAsDouble()));
        return all;
    }

    private static long number(JsonObject entry, String key, long otherwise) {
        JsonElement value = entry.get(key);
        return value == null || value.isJsonNull() ? otherwise : value.getAsLong();
    }

    private static String shortened(JsonObject entry) {
        String text = entry.toString();
        return text.length() <= 120 ? text : text.substring(0, 120) + "...";
    }
}
