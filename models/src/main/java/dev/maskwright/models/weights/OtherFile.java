package dev.maskwright.models.weights;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** What lies in the place of weights where a download went wrong. */
final class OtherFile {

    private static final int START = 512;

    private OtherFile() {}

    /** What a file is, and what to do; none if it may be one of weights. */
    static Optional<String> of(ByteBuffer file) {
        if (file.limit() == 0) {
            return Optional.of("the file is empty; copy or download it again");
        }
        byte[] start = new byte[Math.min(START, file.limit())];
        file.get(0, start);
        String text =
                new String(start, StandardCharsets.ISO_8859_1).stripLeading().toLowerCase(Locale.ROOT);
        if (text.startsWith("version https://git-lfs")) {
            return Optional.of(
                    "a pointer of Git LFS, not the weights; fetch them by git lfs pull, or download the file itself");
        }
        if (text.startsWith("<!doctype") || text.startsWith("<html") || text.startsWith("<?xml")) {
            return Optional.of(
                    "a web page, not weights; the address may need a login, or lead to a page about the file");
        }
        return Optional.empty();
    }
}
