package dev.maskwright.models.files;

import org.jspecify.annotations.Nullable;

/** What files say, for messages: as much of it as people read. */
public final class Excerpt {

    private static final int LETTERS = 300;

    private Excerpt() {}

    /** The first 300 letters of a text. */
    public static String of(@Nullable Object value) {
        return of(value, LETTERS);
    }

    /** The first letters of a text, and "..." where there are more. */
    public static String of(@Nullable Object value, int letters) {
        String text = String.valueOf(value);
        return text.length() <= letters ? text : text.substring(0, letters) + "...";
    }
}
