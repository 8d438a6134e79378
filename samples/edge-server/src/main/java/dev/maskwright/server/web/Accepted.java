package dev.maskwright.server.web;

import java.util.List;
import org.eclipse.jetty.http.QuotedQualityCSV;
import org.jspecify.annotations.Nullable;

/** Content negotiation. */
public final class Accepted {

    private Accepted() {}

    /**
     * The media type that suits a client best.
     *
     * @param accept the header, or null
     * @param offered the available media types, the default one first
     * @throws HttpProblemException with 406 if it accepts none of them
     */
    public static String best(@Nullable String accept, List<String> offered) {
        if (accept == null || accept.isBlank()) {
            return offered.get(0);
        }
        QuotedQualityCSV wanted = new QuotedQualityCSV(QuotedQualityCSV.MOST_SPECIFIC_MIME_ORDERING);
        wanted.addValue(accept);
        for (String range : wanted.getValues()) {
            String type = range.replaceFirst("\\s*;.*", "").strip();
            for (String offer : offered) {
                if (matches(type, offer)) {
                    return offer;
                }
            }
        }
        throw new HttpProblemException(
                406, "Accept is '%s', but there is only %s".formatted(accept, String.join(", ", offered)));
    }

    private static boolean matches(String range, String type) {
        return range.equals("*/*")
                || range.equalsIgnoreCase(type)
                || (range.endsWith("/*") && type.regionMatches(true, 0, range, 0, range.length() - 1));
    }
}
