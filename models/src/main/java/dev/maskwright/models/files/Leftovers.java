package dev.maskwright.models.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Unfinished files of processes that were killed. The name of an unfinished file, {@code NAME.HOST-PROCESS-NUMBER.part}, says who writes
 * it. If that process is gone, or is this one and does not know of it (numbers of processes begin anew in a container), nobody
 * goes on with it. What another host has left, of which nobody here knows whether it is alive, is removed after a day.
 */
public final class Leftovers {

    private static final int MOST_BYTES = 255; // of a name, on all usual file systems
    private static final Duration FOREIGN = Duration.ofDays(1);
    private static final Pattern NAME =
            Pattern.compile(".+\\.([0-9a-f]{8})-([0-9]{1,18})-[0-9]+" + Pattern.quote(WholeFile.PART));
    private static final String HOST = "%08x".formatted(host().hashCode());
    private static final long PROCESS = ProcessHandle.current().pid();
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final Set<Path> WRITTEN = ConcurrentHashMap.newKeySet(); // by this process, now
    private static final Set<Path> SEEN = ConcurrentHashMap.newKeySet(); // folders that need no second look

    private Leftovers() {}

    private static String host() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")); // asking for it may ask the network
        } catch (IOException | RuntimeException e) {
            return System.getenv().getOrDefault("COMPUTERNAME", System.getenv().getOrDefault("HOSTNAME", ""));
        }
    }

    /** A name for an unfinished file that nobody else has. */
    static Path part(Path file) {
        String end = ".%s-%d-%d%s".formatted(HOST, PROCESS, NUMBERS.incrementAndGet(), WholeFile.PART);
        Path part = file.resolveSibling(beginning(String.valueOf(file.getFileName()), MOST_BYTES - end.length()) + end);
        WRITTEN.add(part.toAbsolutePath());
        return part;
    }

    /** As much of a name as fits, for the name of a file may have as many bytes as a name can. */
    private static String beginning(String name, int bytes) {
        int letters = name.length();
        while (name.substring(0, letters).getBytes(StandardCharsets.UTF_8).length > bytes) {
            letters = name.offsetByCodePoints(letters, -1);
        }
        return name.substring(0, letters);
    }

    /** This process does not write it any more. */
    static void isGone(Path part) {
        WRITTEN.remove(part.toAbsolutePath());
    }

    /** Removes what is left in a folder, the first time that this process asks: folders can be large. */
    static void removeOnce(@Nullable Path folder) {
        if (folder != null && SEEN.add(folder)) {
            removeIn(folder);
        }
    }

    /** Removes what is left in a folder, but not in the folders in it. */
    public static void removeIn(Path folder) {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, "*" + WholeFile.PART)) {
            for (Path part : parts) {
                if (isLeft(part)) {
                    Files.deleteIfExists(part);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // what cannot be removed disturbs nobody, and whoever writes is told what is wrong with the folder
        }
    }

    /** Removes what is left in a folder and in all below it. */
    public static void removeBelow(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> folders = all.filter(Files::isDirectory).toList();
            folders.forEach(Leftovers::removeIn);
        } catch (IOException | UncheckedIOException e) {
            // as above
        }
    }

    private static boolean isLeft(Path part) throws IOException {
        Matcher name = NAME.matcher(part.getFileName().toString());
        if (!name.matches()) {
            return false;
        }
        if (!name.group(1).equals(HOST)) {
            return Files.getLastModifiedTime(part)
                    .toInstant()
                    .isBefore(Instant.now().minus(FOREIGN));
        }
        long process = Long.parseLong(name.group(2));
        return process == PROCESS
                ? !WRITTEN.contains(part.toAbsolutePath())
                : ProcessHandle.of(process).isEmpty();
    }
}
