package dev.maskwright.trainer.data.source.csv;

import dev.maskwright.models.files.Excerpt;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.source.names.FoundFiles;
import dev.maskwright.trainer.data.source.reader.Found;
import dev.maskwright.trainer.data.source.reader.MaskReading;
import dev.maskwright.trainer.data.source.reader.PictureRow;
import dev.maskwright.trainer.data.source.reader.SourceRow;
import dev.maskwright.trainer.data.source.reader.SplitDraft;
import dev.maskwright.trainer.data.source.store.Encoded;
import dev.maskwright.trainer.data.source.store.Fingerprint;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Creates rows for the lines of a {@link CsvReader}'s tables, and tracks the files that they depend on. */
final class CsvRows {

    private final Path dir;
    private final MaskReading reading;
    private final FoundFiles images;
    private final FoundFiles masks;
    private final Collection<Path> files;

    private CsvRows(Path dir, MaskReading reading, FoundFiles images, FoundFiles masks, Collection<Path> files) {
        this.dir = dir;
        this.reading = reading;
        this.images = images;
        this.masks = masks;
        this.files = files;
    }

    /**
     * Finds the files of all lines.
     *
     * @param files receives those that the rows depend on
     */
    static CsvRows of(
            Path dir,
            Found found,
            DataSettings settings,
            List<CsvTable.Line> lines,
            MaskReading reading,
            Collection<Path> files) {
        return new CsvRows(
                dir,
                reading,
                FoundFiles.in(
                        places(dir, found, settings.images()),
                        lines.stream().map(CsvTable.Line::image).toList()),
                FoundFiles.in(
                        places(dir, found, settings.masks()),
                        lines.stream().map(CsvTable.Line::mask).toList()),
                files);
    }

    private static List<Path> places(Path dir, Found found, String usual) {
        return Stream.concat(
                        found.all().stream()
                                .flatMap(table -> Stream.of(table.resolveSibling(""), table.resolveSibling(usual))),
                        Stream.of(dir, dir.resolve(usual)))
                .distinct()
                .toList();
    }

    /** Lines about files that are not where the tables say. */
    List<String> notes() {
        Set<String> notes = new LinkedHashSet<>(images.notes("column image"));
        notes.addAll(masks.notes("column mask"));
        return List.copyOf(notes);
    }

    SplitDraft draft(List<CsvTable.Line> lines, Fingerprint.Source fingerprint) {
        SplitDraft draft = new SplitDraft(fingerprint);
        Set<List<Object>> seen = new HashSet<>();
        for (CsvTable.Line line : lines) {
            Optional<Path> image = images.file(line.image());
            Optional<Path> mask = masks.file(line.mask());
            SourceRow row = new PictureRow(
                    line.describe(),
                    new Encoded.InFile(image.orElse(dir.resolve("?")), "image", line.describe() + ", image"),
                    new Encoded.InFile(mask.orElse(dir.resolve("?")), "mask", line.describe() + ", mask"),
                    line.bbox(),
                    line.category(),
                    reading);
            image.ifPresent(files::add);
            mask.ifPresent(files::add);
            String fault = line.fault();
            if (fault.isEmpty() && image.isEmpty()) {
                fault = missing(images, "image", line.image());
            }
            if (fault.isEmpty() && mask.isEmpty()) {
                fault = missing(masks, "mask", line.mask());
            }
            if (fault.isEmpty() && !seen.add(List.of(image, mask, line.bbox(), line.category()))) {
                fault = "the same row occurs further up; remove one of them";
            }
            if (fault.isEmpty()) {
                draft.add(row);
            } else {
                draft.drop(row, line.describe() + ": " + fault);
            }
        }
        return draft;
    }

    private String missing(FoundFiles found, String part, String name) {
        return found.reason(name)
                .map(reason -> "%s %s".formatted(part, reason))
                .orElseGet(() ->
                        "there is no %s %s; correct the path or remove the row".formatted(part, Excerpt.of(name)));
    }
}
