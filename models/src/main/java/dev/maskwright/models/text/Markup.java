package dev.maskwright.models.text;

/** Text in HTML, XML and SVG. */
public final class Markup {

    private Markup() {}

    /** Escapes text for use between tags, or within the double quotes of an attribute. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
