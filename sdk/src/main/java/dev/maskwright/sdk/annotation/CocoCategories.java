package dev.maskwright.sdk.annotation;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.sdk.model.ClassLabel;
import java.util.List;

/**
 * The categories of a COCO file: all classes except the background, with their ids. If class 0 is not the background,
 * each category id is one higher than the class id, because tools treat 0 as no category.
 *
 * @param first the category of class 0: 0 if that is the background, otherwise 1
 */
public record CocoCategories(List<ClassLabel> classes, int first) {

    public CocoCategories {
        classes = List.copyOf(classes);
    }

    /** The categories of a model's classes. */
    public static CocoCategories of(List<ClassLabel> classes) {
        boolean isZeroTaken = classes.stream().anyMatch(label -> label.id() == 0 && !label.isBackground());
        return new CocoCategories(classes, isZeroTaken ? 1 : 0);
    }

    /** The category of a class. */
    public int of(int classId) {
        return classId + first;
    }

    /** The content of {@code categories} in the file. */
    public JsonArray json() {
        JsonArray categories = new JsonArray();
        for (ClassLabel label : classes) {
            if (!label.isBackground()) {
                JsonObject category = new JsonObject();
                category.addProperty("id", of(label.id()));
                category.addProperty("name", label.name());
                categories.add(category);
            }
        }
        return categories;
    }
}
