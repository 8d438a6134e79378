package dev.maskwright.trainer.data.source.names;

import dev.maskwright.models.files.Excerpt;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/** Describes what is wrong with a JSON text, for people who write such files rather than for users of the parser. */
public final class JsonFault {

    private JsonFault() {}

    /** The message for an exception from reading JSON. */
    public static String words(Throwable fault) {
        if (fault instanceof CharacterCodingException) {
            return "it is not UTF-8, the encoding expected of text; save it as UTF-8";
        }
        if (fault instanceof NumberFormatException) {
            return "it has text where a number is expected: " + Excerpt.of(fault.getMessage());
        }
        if (fault instanceof ClassCastException || fault instanceof UnsupportedOperationException) {
            return "a value in it has an unexpected type";
        }
        return Excerpt.of(
                plain(fault instanceof RuntimeException ? deepest(fault).getMessage() : fault.getMessage()));
    }

    private static Throwable deepest(Throwable fault) {
        return fault.getCause() instanceof IOException cause ? cause : fault;
    }

    private static @Nullable String plain(@Nullable String message) {
        return message == null
                ? null
                : message.replaceFirst("Use JsonReader\\S+ to accept malformed JSON", "no JSON")
                        .replaceFirst("\\s*See https?://\\S+", "");
    }
}
