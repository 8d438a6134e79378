package dev.maskwright.inventory;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.maskwright.inventory.shelf.ItemArea;
import dev.maskwright.models.files.TextFile;
import dev.maskwright.models.text.JsonText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Learns the usual areas of items from pictures in which they are marked individually.
 *
 * @see <a href="https://cocodataset.org/#format-data">COCO's format</a>; annotations with {@code iscrowd} mark several
 *     items and are ignored
 */
public final class MarkedItems {

    private static final int MOST_LETTERS = 300;

    private MarkedItems() {}

    /**
     * Reads annotations: the {@code area} of each as a share of its image.
     *
     * @param shelf the shelf for which the areas apply; empty for every shelf
     * @return one for each class, by name
     * @throws IOException if the file cannot be read, is something else, or marks nothing
     */
    public static List<ItemArea> read(Path file, Optional<String> shelf) throws IOException {
        try {
            JsonObject coco = JsonText.parse(TextFile.read(file)).getAsJsonObject();
            Map<Long, Double> pixels = new HashMap<>();
            for (JsonElement image : coco.getAsJsonArray("images")) {
                JsonObject json = image.getAsJsonObject();
                pixels.put(
                        json.get("id").getAsLong(),
                        json.get("width").getAsDouble() * json.get("height").getAsDouble());
            }
            Map<Long, String> names = new HashMap<>();
            for (JsonElement category : coco.getAsJsonArray("categories")) {
                JsonObject json = category.getAsJsonObject();
                names.put(json.get("id").getAsLong(), json.get("name").getAsString());
            }
            Map<String, List<Double>> shares = new TreeMap<>();
            for (JsonElement annotation : coco.getAsJsonArray("annotations")) {
                add(annotation.getAsJsonObject(), pixels, names, shares);
            }
            if (shares.isEmpty()) {
                throw new IOException(file + ": no item is marked there");
            }
            List<ItemArea> areas = new ArrayList<>();
            shares.forEach((label, list) -> areas.add(ItemArea.of(shelf, label, list)));
            return areas;
        } catch (JsonParseException
                | IllegalStateException
                | IllegalArgumentException
                | NullPointerException
                | UnsupportedOperationException
                | ClassCastException e) {
            throw new IOException(
                    ("%s: no annotations as COCO has them (images with id, width and height;"
                                    + " categories with id and name; annotations with image_id, category_id and"
                                    + " area): %s")
                            .formatted(file, beginning(e)),
                    e);
        }
    }

    /** The message may contain the whole file. */
    private static String beginning(RuntimeException fault) {
        String message = String.valueOf(fault.getMessage());
        return message.length() <= MOST_LETTERS ? message : message.substring(0, MOST_LETTERS) + "...";
    }

    private static void add(
            JsonObject annotation,
            Map<Long, Double> pixels,
            Map<Long, String> names,
            Map<String, List<Double>> shares) {
        if (annotation.has("iscrowd") && annotation.get("iscrowd").getAsInt() != 0) {
            return;
        }
        Double picture = pixels.get(annotation.get("image_id").getAsLong());
        String name = names.get(annotation.get("category_id").getAsLong());
        if (picture == null || name == null) {
            throw new IllegalArgumentException("annotation %s is of an image or a category that the file does not have"
                    .formatted(annotation.get("id")));
        }
        double share = annotation.get("area").getAsDouble() / picture;
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("annotation %s has an area of %s in a picture of %.0f pixels"
                    .formatted(annotation.get("id"), annotation.get("area"), picture));
        }
        shares.computeIfAbsent(name, any -> new ArrayList<>()).add(share);
    }
}
