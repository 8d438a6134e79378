package dev.maskwright.trainer.data.source.coco;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Values in annotation files as different programs write them. */
final class CocoValues {

    private static final double LARGEST_WHOLE = 1e15; // all whole numbers below it are exact as doubles

    private CocoValues() {}

    /** An id: {@code 12}, {@code "12"} and {@code 12.0} are the same. Empty if there is none. */
    static String id(@Nullable JsonElement value) {
        String text = text(value).strip();
        if (value == null || !value.isJsonPrimitive() || text.isEmpty()) {
            return "";
        }
        if (text.matches("-?\\d{1,18}")) {
            return String.valueOf(Long.parseLong(text));
        }
        JsonPrimitive primitive = value.getAsJsonPrimitive();
        double number = primitive.isNumber() ? primitive.getAsDouble() : Double.NaN;
        boolean isWhole = Math.abs(number) < LARGEST_WHOLE && Math.rint(number) == number;
        return isWhole ? String.valueOf((long) number) : text;
    }

    /** The order of ids: numbers by their size, then texts. */
    static int compareIds(String one, String other) {
        boolean isNumber = one.matches("-?\\d{1,18}");
        boolean isOtherNumber = other.matches("-?\\d{1,18}");
        if (isNumber && isOtherNumber) {
            return Long.compare(Long.parseLong(one), Long.parseLong(other));
        }
        return isNumber == isOtherNumber ? one.compareTo(other) : isNumber ? -1 : 1;
    }

    /** A text or a number as text; empty for anything else. */
    static String text(@Nullable JsonElement value) {
        return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
    }

    /** Whether a flag is set, which may be a number, a boolean or a text. */
    static boolean isTrue(@Nullable JsonElement value) {
        String text = text(value).strip();
        return !text.isEmpty() && !text.matches("0+(\\.0+)?|(?i)false|no|none|null");
    }

    /** A width or a height; 0 if it is missing, empty if it is invalid. */
    static OptionalInt size(@Nullable JsonElement value) {
        if (value == null || value.isJsonNull()) {
            return OptionalInt.of(0);
        }
        try {
            double number = value.isJsonPrimitive() ? value.getAsDouble() : Double.NaN;
            boolean isSize = number >= 0 && number <= Integer.MAX_VALUE && Math.rint(number) == number;
            return isSize ? OptionalInt.of((int) number) : OptionalInt.empty();
        } catch (RuntimeException e) { // no number
            return OptionalInt.empty();
        }
    }

    /**
     * Whole numbers, such as a size or run lengths.
     *
     * @param what what they are, for messages
     * @throws IllegalArgumentException if one is not a whole number
     */
    static long[] wholeNumbers(JsonArray array, String what) {
        return numbers(array).stream()
                .mapToLong(number -> {
                    if (Math.rint(number) != number || Math.abs(number) > LARGEST_WHOLE) { // also where it is NaN
                        throw new IllegalArgumentException("%s: %s is not a whole number".formatted(what, number));
                    }
                    return (long) (double) number;
                })
                .toArray();
    }

    /** As {@link #numbers}, but values that are not numbers become NaN. */
    static List<Double> numbersOrNaN(JsonArray array) {
        List<Double> all = new ArrayList<>();
        for (JsonElement number : array) {
            try {
                all.add(number.getAsDouble());
            } catch (RuntimeException e) { // any other value
                all.add(Double.NaN);
            }
        }
        return all;
    }

    static List<Double> numbers(JsonArray array) {
        List<Double> all = new ArrayList<>();
        array.forEach(number -> all.add(number.getAsDouble()));
        return all;
    }
}
