package dev.maskwright.trainer.data.source;

import dev.maskwright.models.files.TextFile;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Unsupported formats, recognised by their files, so that an error can name them and say what to export instead. */
final class Stranger {

    private static final int DEPTH = 3;
    private static final int MOST = 2000; // number of files checked
    private static final int START = 100_000; // number of characters of a file checked

    /**
     * A format.
     *
     * @param files pattern of its files' paths in the data set's folder, in lower case
     * @param text  pattern of their contents; empty for any
     * @param words what it is, and what to do
     */
    private record Format(Pattern files, String text, String words) {

        Format(String files, String text, String words) {
            this(Pattern.compile(files), text, words);
        }
    }

    private static final String AS_COCO = "; export it as COCO, or as PNG masks";

    private static final List<Format> FORMATS = List.of(
            new Format("(.*/)?labels/(.*/)?[^/]+\\.txt", "^\\s*\\d+( [-0-9.e]+){4,}", "YOLO's text files" + AS_COCO),
            new Format(
                    "(.*/)?[^/]+\\.json",
                    "^(?=(?s:.*)\"shapes\")(?=(?s:.*)\"imagePath\")",
                    "files of Labelme" + AS_COCO + " (labelme2coco, labelme_json_to_dataset)"),
            new Format("(.*/)?meta\\.json", "\"classes\"", "a project of Supervisely" + AS_COCO),
            new Format(
                    "(.*/)?annotations\\.xml", "<annotations", "CVAT's XML" + AS_COCO + " (\"Segmentation mask 1.1\")"),
            new Format(
                    "annotations/[^/]+\\.xml",
                    "<annotation",
                    "boxes of Pascal VOC, which say nothing about single pixels; masks are needed"),
            new Format(
                    "(.*/)?[^/]*\\.json", "\"shape_attributes\"", "a project of VIA (VGG Image Annotator)" + AS_COCO),
            new Format(
                    "(.*/)?[^/]*\\.json",
                    "^\\s*\\[(?=(?s:.*)\"annotations\")(?=(?s:.*)\"data\")",
                    "Label Studio's own JSON" + AS_COCO),
            new Format(
                    "(.*/)?[^/]*\\.arrow",
                    "",
                    "what save_to_disk of Hugging Face's datasets writes; use to_parquet instead"),
            new Format("(.*/)?[^/]*\\.tfrecords?(-.*)?", "", "TFRecord files; write them as pictures and PNG masks"),
            new Format("[^/]*\\.(zip|tar|tgz|7z|tar\\.gz)", "", "an archive; unpack it"));

    private Stranger() {}

    /** A sentence about the format of a folder; empty if it is not one of these. */
    static Optional<String> in(Path dir) {
        try (Stream<Path> all = Files.walk(dir, DEPTH)) {
            List<Path> files = all.filter(Files::isRegularFile).limit(MOST).toList();
            return FORMATS.stream()
                    .flatMap(format -> files.stream()
                            .filter(file -> fits(format, dir, file))
                            .limit(1)
                            .map(file -> "Found %s: %s".formatted(dir.relativize(file), format.words())))
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty(); // it is only a hint
        }
    }

    private static boolean fits(Format format, Path dir, Path file) {
        String name = dir.relativize(file).toString().replace('\\', '/').toLowerCase(Locale.ROOT);
        return format.files().matcher(name).matches()
                && (format.text().isEmpty()
                        || Pattern.compile(format.text()).matcher(start(file)).find());
    }

    private static String start(Path file) {
        try (Reader text = TextFile.open(file)) {
            char[] letters = new char[START];
            int read = 0;
            while (read < START) {
                int more = text.read(letters, read, START - read);
                if (more < 0) {
                    break;
                }
                read += more;
            }
            return new String(letters, 0, read);
        } catch (IOException e) {
            return ""; // no text
        }
    }
}
