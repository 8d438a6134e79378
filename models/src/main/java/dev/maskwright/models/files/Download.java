package dev.maskwright.models.files;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** What failed downloads leave in place of a file. */
public final class Download {

    /** How many bytes of a file are enough to recognise it. */
    public static final int START = 512;

    private Download() {}

    /**
     * What is there instead of a file, and how to get the file; empty if it may be the file.
     *
     * @param start its first bytes, {@link #START} if it has as many
     */
    public static Optional<String> instead(byte[] start) {
        String text = new String(start, StandardCharsets.ISO_8859_1)
                .replaceFirst("^\u00ef\u00bb\u00bf", "")
                .stripLeading()
                .toLowerCase(Locale.ROOT);
        if (text.startsWith("version https://git-lfs")) {
            return Optional.of("a Git LFS pointer; fetch the file itself with git lfs pull, or download it");
        }
        boolean isPage = text.startsWith("<!doctype")
                || text.startsWith("<?xml")
                || (text.startsWith("<") && text.contains("<html"));
        return isPage
                ? Optional.of("a web page; the address may need a login, or lead to a page about the file")
                : Optional.empty();
    }
}
