package dev.maskwright.cli.segment;

import dev.maskwright.cli.terminal.Console;
import dev.maskwright.folder.source.FileKind;
import dev.maskwright.folder.source.LeftOut;
import dev.maskwright.folder.source.PictureList;
import dev.maskwright.folder.source.PictureSource;
import dev.maskwright.folder.source.Pictures;
import dev.maskwright.folder.source.Video;
import dev.maskwright.folder.source.WatchedFolder;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options for which pictures are segmented. */
public final class InputOptions {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    @Parameters(arity = "0..*", paramLabel = "INPUT", description = "Pictures, folders of them, or one video.")
    private List<Path> inputs = List.of();

    @Option(
            names = "--from-list",
            paramLabel = "FILE",
            description = "Read the paths of pictures from a file instead, one per line; - for standard input.")
    private @Nullable Path list;

    @Option(names = "--recursive", description = "Include subfolders; results keep the same structure.")
    private boolean recursive;

    @Option(
            names = "--include",
            paramLabel = "GLOB",
            description = {
                "Use only matching files in folders: '*.jpg' is compared with the name, '2024/**' with the path.",
                "May be given several times."
            })
    private List<String> include = List.of();

    @Option(
            names = "--exclude",
            paramLabel = "GLOB",
            description = "Skip matching files and folders. May be given several times.")
    private List<String> exclude = List.of();

    @Option(names = "--watch", description = "Keep running and process new pictures in the folders, until Ctrl-C.")
    private boolean watch;

    @Option(names = "--every", paramLabel = "N", description = "Use every N-th frame of a video (30).")
    private @Nullable Integer every;

    /** Whether folders are watched for new pictures. */
    public boolean isWatching() {
        return watch;
    }

    /** Whether no input is given. */
    public boolean isEmpty() {
        return inputs.isEmpty() && list == null && !watch && every == null;
    }

    /** Rejects options that cannot be combined. */
    public void check(Console console) {
        if (inputs.isEmpty() && list == null) {
            throw console.wrongUsage("name pictures, folders or a video, or give a list with --from-list");
        }
        if (list != null && (!inputs.isEmpty() || watch || recursive || !include.isEmpty() || !exclude.isEmpty())) {
            throw console.wrongUsage("--from-list names all pictures by itself; leave out INPUT, --recursive,"
                    + " --include, --exclude and --watch");
        }
        if (isVideo() && (inputs.size() > 1 || watch)) {
            throw console.wrongUsage("a video is segmented alone; leave out the other inputs and --watch");
        }
        if (every != null) {
            if (!isVideo()) {
                throw console.wrongUsage("--every goes with a video (mp4, mov, mkv, avi, webm); leave it out");
            }
            console.requirePositive("--every", every);
        }
    }

    /** Whether the input is a video. */
    public boolean isVideo() {
        return inputs.stream()
                .anyMatch(input -> FileKind.of(input.toString()) == FileKind.VIDEO && !Files.isDirectory(input));
    }

    /**
     * Where they come from.
     *
     * @param output a folder that is left out
     */
    public PictureSource source(Console console, Path output) throws IOException {
        if (list != null) {
            return list.toString().equals("-")
                    ? PictureList.from(Channels.newReader(standardInput(), StandardCharsets.UTF_8))
                    : PictureList.in(list);
        }
        if (isVideo()) {
            return Video.of(inputs.get(0), every == null ? 30 : every);
        }
        Pictures pictures = console.checked(() -> Pictures.in(inputs)
                .recursive(recursive)
                .including(include)
                .excluding(exclude)
                .except(output));
        return watch ? WatchedFolder.of(pictures, BETWEEN_LOOKS) : pictures;
    }

    /** A channel, since waiting for it can be interrupted. */
    @SuppressWarnings("resource") // standard input is the process's
    private static FileChannel standardInput() {
        return new FileInputStream(FileDescriptor.in).getChannel();
    }

    /** The message if there is no picture. */
    public String nothing(LeftOut leftOut) {
        String where = list != null
                ? list.toString()
                : inputs.stream().map(Path::toString).collect(Collectors.joining(", "));
        return "%s: no pictures there (jpg, png, webp, tif, bmp, gif, pnm)%s%s"
                .formatted(
                        where,
                        leftOut.isEmpty() ? "" : " but " + leftOut,
                        recursive || list != null ? "" : "; name others, or look into subfolders with --recursive");
    }
}
