package dev.maskwright.trainer.data.source.names;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A file's name as some other program or machine wrote it, and what may have been meant by it. */
final class WrittenPath {

    /** What had to be done to a name until a file was found, the least first. */
    enum Change {
        NONE(""),
        SLASHES("with / for \\"),
        DECODED("with the URL encoding undone"),
        SPELLING("under a name that differs only in upper and lower case or in how accents are stored"),
        FOLDERS("without the folders before it");

        private final String words;

        Change(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    private WrittenPath() {}

    /**
     * The paths that a name may mean, the likeliest first: itself, with slashes, decoded, without the server of a URL, and
     * each without one leading folder after the other, down to the bare name.
     */
    static Map<String, Change> meanings(String written) {
        Map<String, Change> whole = new LinkedHashMap<>();
        whole.put(written, Change.NONE);
        String slashes = written.replace('\\', '/');
        whole.putIfAbsent(slashes, Change.SLASHES);
        String decoded = decoded(slashes).replace('\\', '/');
        whole.putIfAbsent(decoded, Change.DECODED);
        Map<String, Change> all = new LinkedHashMap<>(whole);
        for (String path : List.of(slashes, decoded)) {
            for (String shorter : withoutLeadingFolders(withoutServer(path))) {
                all.putIfAbsent(shorter, Change.FOLDERS);
            }
        }
        return all;
    }

    /** The spelling that names are compared in where a system stored accents otherwise, or knows no upper case. */
    static String folded(String name) {
        return composed(name).toLowerCase(Locale.ROOT);
    }

    /** With each letter and its accent as one character, as most systems store them; macOS keeps them apart. */
    static String composed(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    /** A path with the accents of all its folders stored either way. */
    static Set<String> spellings(String path) {
        Set<String> spellings = new LinkedHashSet<>(List.of(path));
        spellings.add(composed(path));
        spellings.add(Normalizer.normalize(path, Normalizer.Form.NFD));
        return spellings;
    }

    private static String withoutServer(String path) {
        int query = path.indexOf("?d="); // local files of Label Studio
        if (query >= 0) {
            return path.substring(query + 3);
        }
        return path.matches("\\w+://.*") ? path.replaceFirst("\\w+://[^/]*", "").replaceFirst("[?#].*", "") : path;
    }

    private static List<String> withoutLeadingFolders(String path) {
        List<String> shorter = new ArrayList<>();
        String rest = path;
        while (true) {
            if (!rest.isEmpty() && !rest.startsWith("/") && !rest.equals(path)) {
                shorter.add(rest);
            }
            int slash = rest.indexOf('/');
            if (slash < 0) {
                return shorter;
            }
            rest = rest.substring(slash + 1);
        }
    }

    /** With {@code %20} and its like replaced; the same text if that is none in UTF-8. */
    private static String decoded(String text) {
        if (!text.contains("%")) {
            return text;
        }
        byte[] from = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer to = ByteBuffer.allocate(from.length);
        for (int i = 0; i < from.length; i++) {
            int high = i + 2 < from.length ? Character.digit(from[i + 1], 16) : -1;
            int low = i + 2 < from.length ? Character.digit(from[i + 2], 16) : -1;
            boolean isEncoded = from[i] == '%' && high >= 0 && low >= 0;
            to.put(isEncoded ? (byte) (high << 4 | low) : from[i]);
            i += isEncoded ? 2 : 0;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(to.flip()).toString();
        } catch (CharacterCodingException e) {
            return text;
        }
    }
}
