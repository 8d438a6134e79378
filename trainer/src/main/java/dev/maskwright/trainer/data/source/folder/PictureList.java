package dev.maskwright.trainer.data.source.folder;

import dev.maskwright.models.files.TextFile;
import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.source.names.FoundFiles;
import dev.maskwright.trainer.data.source.names.PictureFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A text file that lists pictures, one per line: by name, with or without extension and folders, or followed by the
 * mask. The two are separated by white space, a comma or a semicolon; either may be quoted. A line that begins with
 * {@code #} and is not a picture is a comment.
 */
final class PictureList {

    /**
     * A line that is not a comment.
     *
     * @param number from 1
     * @param text   all of it
     * @param name   the first of two parts, or all
     * @param mask   the second of two
     */
    record Line(int number, String text, String name, Optional<String> mask) {}

    private final List<Line> lines;
    private final FoundFiles whole;
    private final FoundFiles parts;
    private final FoundFiles stems;
    private final FoundFiles masks;

    private PictureList(List<Line> lines, Map<String, Path> pictures, Map<String, Path> masks) {
        this.lines = lines;
        List<String> firsts = lines.stream()
                .filter(line -> line.mask().isPresent())
                .map(Line::name)
                .toList();
        this.parts = FoundFiles.among(pictures, firsts);
        this.whole = FoundFiles.among(
                pictures,
                lines.stream()
                        .filter(line -> parts.file(line.name()).isEmpty())
                        .map(Line::text)
                        .toList());
        this.stems = FoundFiles.among(
                pictures,
                lines.stream()
                        .filter(line -> parts.file(line.name()).isEmpty())
                        .filter(line -> whole.file(line.text()).isEmpty())
                        .map(line -> PictureFolder.stem(line.name()))
                        .toList());
        this.masks = FoundFiles.among(
                masks, lines.stream().flatMap(line -> line.mask().stream()).toList());
    }

    /**
     * Reads a list.
     *
     * @throws BadDatasetException if it names nothing
     */
    static PictureList read(Path list, Path pictureFolder, Path maskFolder) throws BadDatasetException, IOException {
        Map<String, Path> pictures = known(pictureFolder);
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String text : TextFile.read(list).lines().map(String::strip).toList()) {
            number++;
            if (text.isEmpty() || (text.startsWith("#") && !pictures.containsKey(text))) {
                continue;
            }
            String[] parts = text.split("\\s*[,;]\\s*|\\s+", -1);
            boolean isPair = parts.length == 2 && !parts[1].isEmpty() && !pictures.containsKey(text);
            lines.add(new Line(
                    number,
                    unquoted(text),
                    unquoted(isPair ? parts[0] : text),
                    isPair ? Optional.of(unquoted(parts[1])) : Optional.empty()));
        }
        if (lines.isEmpty()) {
            throw new BadDatasetException(
                    "%s: names no picture; expected one per line, as a name or followed by its mask".formatted(list));
        }
        return new PictureList(lines, pictures, known(maskFolder));
    }

    private static String unquoted(String text) {
        return text.replaceFirst("^([\"'])(.+)\\1$", "$2");
    }

    /** The pictures of a folder by all names that lists may use for them. */
    private static Map<String, Path> known(Path folder) throws IOException {
        Map<String, Path> known = new LinkedHashMap<>();
        PictureFolder.byStem(folder).forEach((stem, found) -> {
            known.put(stem, found.get(0));
            found.forEach(file -> known.put(folder.relativize(file).toString().replace('\\', '/'), file));
        });
        String name = String.valueOf(folder.getFileName());
        new ArrayList<>(known.keySet()).forEach(each -> known.put(name + "/" + each, known.get(each)));
        return known;
    }

    List<Line> lines() {
        return lines;
    }

    Optional<Path> picture(Line line) {
        return parts.file(line.name())
                .or(() -> whole.file(line.text()))
                .or(() -> stems.file(PictureFolder.stem(line.name())));
    }

    /** The mask after the picture; empty if there is none, or the file does not exist. */
    Optional<Path> mask(Line line) {
        return line.mask().flatMap(masks::file);
    }

    /** Whether the file of the mask after the picture is missing. A number there is a flag, as in VOC. */
    boolean isMaskMissing(Line line) {
        boolean isNamed = whole.file(line.text()).isEmpty()
                && line.mask().filter(mask -> !mask.matches("-?\\d+")).isPresent();
        return isNamed && mask(line).isEmpty();
    }

    /** Why the picture of a line is missing, if the reason is known. */
    Optional<String> reason(Line line) {
        return whole.reason(line.text());
    }

    /** Lines about how files were found. */
    List<String> notes(String source) {
        return Stream.of(whole, parts, stems, masks)
                .flatMap(found -> found.notes(source).stream())
                .toList();
    }
}
