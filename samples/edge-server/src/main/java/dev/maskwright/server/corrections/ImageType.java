package dev.maskwright.server.corrections;

import java.nio.charset.StandardCharsets;

/** The media type of a decoded image file, by its first bytes: the type given by the sender is not reliable. */
final class ImageType {

    private ImageType() {}

    static String of(byte[] file) {
        String start = new String(file, 0, Math.min(12, file.length), StandardCharsets.ISO_8859_1);
        if (start.startsWith("\u00ff\u00d8")) {
            return "image/jpeg";
        }
        if (start.startsWith("\u0089PNG")) {
            return "image/png";
        }
        if (start.startsWith("RIFF") && start.endsWith("WEBP")) {
            return "image/webp";
        }
        if (start.startsWith("GIF8")) {
            return "image/gif";
        }
        if (start.matches("(?s)P[1-6].*")) {
            return "image/x-portable-anymap";
        }
        return start.startsWith("BM") ? "image/bmp" : "image/tiff";
    }
}
