package dev.maskwright.server.corrections;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbered versions of a model in a folder. A version may be several files: float, quantised, and their cards.
 * Other files are ignored.
 *
 * @param stem what their names begin with
 */
record OldVersions(Path folder, String stem) {

    private Pattern names() {
        return Pattern.compile(Pattern.quote(stem) + "-(\\d{1,9})(-int8)?\\.(onnx|card\\.json)");
    }

    /** The number of the version of a file; 0 if it does not belong to one. */
    int number(String name) {
        Matcher matcher = names().matcher(name);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /**
     * Deletes all but the newest.
     *
     * @param most how many are kept, besides the needed ones
     * @param needed names of files whose versions stay
     * @return the names of the deleted files
     */
    List<String> deleteOld(int most, Set<String> needed) throws IOException {
        Map<Integer, List<Path>> versions = new TreeMap<>(Comparator.reverseOrder());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                int number = number(String.valueOf(file.getFileName()));
                if (number > 0) {
                    versions.computeIfAbsent(number, none -> new ArrayList<>()).add(file);
                }
            }
        }
        for (String name : needed) {
            versions.remove(number(name));
        }
        List<String> gone = new ArrayList<>();
        for (List<Path> version : versions.values().stream().skip(most).toList()) {
            for (Path file : version) {
                Files.deleteIfExists(file);
                gone.add(String.valueOf(file.getFileName()));
            }
        }
        return gone;
    }
}
