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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A file name as another program or machine wrote it, and the paths that it may stand for. */
final class WrittenPath {

    /** How a name had to be changed until a file was found, the smallest change first. */
    enum Change {
        NONE(""),
        SLASHES("with / for \\"),
        DECODED("with the URL encoding undone"),
        SPELLING("under a name that differs only in upper and lower case or in how accents are stored"),
        FOLDERS("without the folders before it"),
        DIGITS("without the digits that Label Studio puts before it");

        private final String words;

        /** Whether a part of the name was dropped, so that others may stand for the same file. */
        boolean shortens() {
            return this == FOLDERS || this == DIGITS;
        }

        Change(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** Label Studio puts eight digits in front of the names of files that are uploaded. */
    private static final Pattern UPLOADED = Pattern.compile("[0-9a-f]{8}-(.+)");

    private WrittenPath() {}

    /**
     * The paths that a name may stand for, the most likely first: itself, with slashes, decoded, without the server of
     * a URL, and each with fewer and fewer leading folders, down to the bare name, and without the prefix of Label
     * Studio.
     */
    static Map<String, Change> meanings(String written) {
        Map<String, Change> whole = new LinkedHashMap<>();
        whole.put(written, Change.NONE);
        String slashes = written.replace('\\', '/');
        whole.putIfAbsent(slashes, Change.SLASHES);
        whole.putIfAbsent(slashes.strip(), Change.SPELLING);
        String decoded = decoded(slashes).replace('\\', '/');
        String twice = decoded(decoded).replace('\\', '/');
        List<String> decodings = List.of(decoded, twice, decoded.replace('+', ' '));
        decodings.forEach(each -> whole.putIfAbsent(each, Change.DECODED));
        Map<String, Change> all = new LinkedHashMap<>(whole);
        for (String path : Stream.concat(Stream.of(slashes), decodings.stream()).toList()) {
            for (String shorter : withoutLeadingFolders(withoutServer(path))) {
                all.putIfAbsent(shorter, Change.FOLDERS);
            }
        }
        for (String path : List.copyOf(all.keySet())) {
            Matcher uploaded = UPLOADED.matcher(path.substring(path.lastIndexOf('/') + 1));
            if (uploaded.matches()) {
                all.putIfAbsent(path.substring(0, path.lastIndexOf('/') + 1) + uploaded.group(1), Change.DIGITS);
            }
        }
        return all;
    }

    /** The spelling for comparing names if a system stored accents differently, or ignores case. */
    static String folded(String name) {
        return composed(name).toLowerCase(Locale.ROOT);
    }

    /** With each letter and its accent as one character, as most systems store them; macOS stores them separately. */
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

    /** With {@code %20} and the like decoded; unchanged if the result is not UTF-8. */
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
