package dev.maskwright.trainer.data.source.names;

import org.jspecify.annotations.Nullable;

/** What files say, for messages: as much of it as people read. */
public final class Shown {

    private static final int MOST = 300;

    private Shown() {}

    /** The beginning of a text. */
    public static String of(@Nullable Object value) {
        String text = String.valueOf(value);
        return text.length() <= MOST ? text : text.substring(0, MOST) + "...";
    }
}
