package dev.maskwright.trainer.data.source.coco;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.maskwright.models.files.Excerpt;
import dev.maskwright.models.files.TextFile;
import dev.maskwright.models.text.JsonText;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.source.names.Downloaded;
import dev.maskwright.trainer.data.source.names.JsonFault;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * A COCO annotation file, read as a stream, because such files can have hundreds of megabytes. Ids may be numbers or
 * strings; they only join the lists.
 *
 * @param categories by id, those of numbers first, in their order
 */
record CocoFile(Path path, List<Image> images, List<Annotation> annotations, Map<String, Category> categories) {

    /**
     * A picture.
     *
     * @param number its index in the file, from 0
     * @param width  0 if the file does not say, as is height
     * @param fault  why it cannot be used; empty if it can
     */
    record Image(int number, String id, String file, int width, int height, String fault) {}

    /**
     * A category of objects.
     *
     * @param name  normalised
     * @param group the name of the category above it, normalised; may be empty
     */
    record Category(String name, String group) {}

    /**
     * One object. If it cannot be read, the reason is kept as a fault, because the picture cannot be used without it.
     *
     * @param fault empty if there is none
     */
    record Annotation(
            String id,
            String image,
            String category,
            boolean crowd,
            List<Double> bbox,
            CocoOutline outline,
            String fault) {}

    private static final Set<String> LISTS = Set.of("images", "annotations", "categories");

    static CocoFile read(Path file) throws BadDatasetException {
        Map<String, List<JsonObject>> kept = new LinkedHashMap<>();
        List<Annotation> annotations = new ArrayList<>();
        checkDownload(file);
        try (Reader text = TextFile.open(file);
                JsonReader json = new JsonReader(text)) {
            readLists(json, kept, annotations);
        } catch (IOException | RuntimeException e) { // JSON of unexpected structure throws various exceptions
            throw new BadDatasetException(
                    "%s: not a readable COCO annotation file; write it again (%s)".formatted(file, JsonFault.words(e)),
                    e);
        }
        List<JsonObject> images = kept.get("images");
        List<JsonObject> categories = kept.get("categories");
        if (images == null || categories == null || !kept.containsKey("annotations")) {
            throw new BadDatasetException(
                    "%s: not a COCO annotation file: expected the lists 'images', 'annotations' and 'categories'"
                            .formatted(file));
        }
        return new CocoFile(file, images(images), annotations, categories(file, categories));
    }

    /**
     * There may be many objects, so they are compacted at once; the entries of the other lists are kept, by the list's
     * name.
     */
    private static void readLists(JsonReader json, Map<String, List<JsonObject>> kept, List<Annotation> annotations)
            throws IOException {
        Set<String> keys = new HashSet<>();
        json.beginObject();
        while (json.hasNext()) {
            String key = json.nextName();
            if (!keys.add(key)) {
                throw new IllegalArgumentException("the key '%s' occurs twice".formatted(Excerpt.of(key)));
            }
            if (!isList(key) || json.peek() != JsonToken.BEGIN_ARRAY) {
                skip(json);
                continue;
            }
            List<JsonObject> entries = new ArrayList<>();
            kept.put(key, entries);
            json.beginArray();
            while (json.hasNext()) {
                JsonObject entry = object(json);
                if (key.equals("annotations")) {
                    annotations.add(annotation(entry, annotations.size()));
                } else {
                    entries.add(entry);
                }
            }
            json.endArray();
        }
        json.endObject();
        if (!isAtEnd(json)) {
            throw new IllegalArgumentException("there is more data after its end");
        }
    }

    /** Anything other than an object is treated as an empty one, whose missing parts are reported later. */
    private static JsonObject object(JsonReader json) throws IOException {
        JsonElement element = entry(json);
        JsonObject entry = element.isJsonObject() ? element.getAsJsonObject() : new JsonObject();
        if (entry.has("segments_info")) {
            throw new IllegalArgumentException(
                    "it has the panoptic form, whose masks are in separate PNG files; name the"
                            + " file of the objects, instances_*.json");
        }
        return entry;
    }

    private static void checkDownload(Path file) throws BadDatasetException {
        try {
            Downloaded.check(file);
        } catch (IOException e) {
            throw new BadDatasetException("%s: cannot be read (%s)".formatted(file, e.getMessage()), e);
        }
    }

    private static boolean isAtEnd(JsonReader json) throws IOException {
        try {
            return json.peek() == JsonToken.END_DOCUMENT;
        } catch (MalformedJsonException e) {
            return false;
        }
    }

    /** Unused values may be NaN, which Python writes although JSON does not have it. */
    private static void skip(JsonReader json) throws IOException {
        json.setStrictness(Strictness.LENIENT);
        json.skipValue();
        json.setStrictness(Strictness.LEGACY_STRICT);
    }

    /** NaN is accepted here, too, because a polygon with NaN is only a fault of that object. */
    private static JsonElement entry(JsonReader json) throws IOException {
        json.setStrictness(Strictness.LENIENT);
        JsonElement entry = JsonText.read(json);
        json.setStrictness(Strictness.LEGACY_STRICT);
        return entry;
    }

    private static boolean isList(String key) {
        return LISTS.contains(key);
    }

    /** Whether a file has COCO's lists, whatever its name. */
    static boolean isOne(Path file) {
        int lists = 0;
        try (Reader text = TextFile.open(file);
                JsonReader json = new JsonReader(text)) {
            json.beginObject();
            while (json.hasNext() && lists < 3) {
                boolean isList = isList(json.nextName()) && json.peek() == JsonToken.BEGIN_ARRAY;
                lists += isList ? 1 : 0;
                json.skipValue();
            }
            return lists == 3;
        } catch (IOException | RuntimeException e) { // any other file
            return false;
        }
    }

    private static List<Image> images(List<JsonObject> entries) {
        List<Image> images = new ArrayList<>();
        for (JsonObject entry : entries) {
            images.add(image(entry, images.size()));
        }
        return images;
    }

    private static Image image(JsonObject entry, int number) {
        String id = CocoValues.id(entry.get("id"));
        String file = CocoValues.text(entry.get("file_name"));
        OptionalInt width = CocoValues.size(entry.get("width"));
        OptionalInt height = CocoValues.size(entry.get("height"));
        String fault = "";
        if (id.isEmpty() || file.isEmpty()) {
            fault = "an image needs id and file_name, got %s".formatted(Excerpt.of(entry));
        } else if (width.isEmpty() || height.isEmpty()) {
            fault = "its size is %s x %s; correct width and height, or leave both out"
                    .formatted(Excerpt.of(entry.get("width")), Excerpt.of(entry.get("height")));
        }
        boolean isKnown = width.orElse(0) > 0 && height.orElse(0) > 0;
        return new Image(number, id, file, isKnown ? width.getAsInt() : 0, isKnown ? height.getAsInt() : 0, fault);
    }

    private static Map<String, Category> categories(Path file, List<JsonObject> entries) throws BadDatasetException {
        Map<String, Category> categories = new TreeMap<>(CocoValues::compareIds);
        for (JsonObject entry : entries) {
            String id = CocoValues.id(entry.get("id"));
            String name = ClassList.normalize(CocoValues.text(entry.get("name")));
            if (id.isEmpty() || name.isEmpty()) {
                throw new BadDatasetException(
                        "%s: a category needs id and name, got %s".formatted(file, Excerpt.of(entry)));
            }
            String group = ClassList.normalize(CocoValues.text(entry.get("supercategory")));
            Category other = categories.put(id, new Category(name, group));
            if (other != null && !other.name().equals(name)) {
                throw new BadDatasetException("%s: category %s is both '%s' and '%s'; give each a unique id"
                        .formatted(file, Excerpt.of(id), Excerpt.of(other.name()), Excerpt.of(name)));
            }
        }
        return categories;
    }

    private static Annotation annotation(JsonObject entry, int number) {
        String id = CocoValues.id(entry.get("id"));
        List<Double> bbox = List.of();
        CocoOutline outline = CocoOutline.none();
        String fault = "";
        try {
            JsonElement box = entry.get("bbox");
            bbox = box != null && box.isJsonArray() ? CocoValues.numbersOrNaN(box.getAsJsonArray()) : bbox;
            outline = CocoOutline.read(entry.get("segmentation"));
        } catch (RuntimeException e) { // JSON of unexpected structure
            fault = e instanceof IllegalArgumentException && !(e instanceof NumberFormatException)
                    ? String.valueOf(e.getMessage())
                    : "its segmentation is neither polygons nor run lengths";
        }
        return new Annotation(
                id.isEmpty() ? String.valueOf(number) : id,
                CocoValues.id(entry.get("image_id")),
                CocoValues.id(entry.get("category_id")),
                CocoValues.isTrue(entry.get("iscrowd")),
                bbox,
                outline,
                fault);
    }
}
