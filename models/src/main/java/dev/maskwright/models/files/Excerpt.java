package dev.maskwright.models.files;

import org.jspecify.annotations.Nullable;

/** Shortens text from files for use in messages. */
public final class Excerpt {

    private static final int LETTERS = 300;

    private Excerpt() {}

    /** The first 300 characters of a text. */
    public static String of(@Nullable Object value) {
        return of(value, LETTERS);
    }

    /** The first characters of a text, and "..." if there are more. */
    public static String of(@Nullable Object value, int letters) {
        String text = String.valueOf(value);
        return text.length() <= letters ? text : text.substring(0, letters) + "...";
    }
}
