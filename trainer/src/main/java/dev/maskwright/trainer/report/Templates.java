package dev.maskwright.trainer.report;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The Mustache templates beside this class. A name that the context does not have is an error, not an empty string. */
final class Templates {

    private static final Mustache.Compiler COMPILER =
            Mustache.compiler().escapeHTML(true).emptyStringIsFalse(true);

    private Templates() {}

    static String filled(String template, Object context) {
        return COMPILER.compile(resource(template)).execute(context);
    }

    /** The text of a file beside this class, or of one on the class path if the name begins with a slash. */
    static String resource(String name) {
        try (InputStream stream = Templates.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("%s is missing on the class path".formatted(name));
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
