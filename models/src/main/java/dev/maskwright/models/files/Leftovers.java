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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Unfinished files of processes that were killed. The name of an unfinished file, {@code
 * NAME.HOST-PROCESS-NUMBER.part}, says which process writes it; folders that are built under such a name are treated
 * alike. If that process has ended, or is this one and does not know the file (process numbers start again in a
 * container), the file will never be finished. Files of other hosts, whose processes cannot be checked from here, are
 * removed after a day. Files that are unfinished when this process ends by itself or by Ctrl-C or SIGTERM are removed
 * before it exits.
 */
public final class Leftovers {

    private static final int MOST_BYTES = 255; // of a name, on all common file systems
    private static final Duration FOREIGN = Duration.ofDays(1);
    private static final Pattern NAME =
            Pattern.compile(".+\\.([0-9a-f]{8})-([0-9]{1,18})-[0-9]+" + Pattern.quote(WholeFile.PART));
    private static final String HOST = "%08x".formatted(host().hashCode());
    private static final long PROCESS = ProcessHandle.current().pid();
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final Set<Path> WRITTEN = ConcurrentHashMap.newKeySet(); // by this process, now
    private static final Set<Path> SEEN = ConcurrentHashMap.newKeySet(); // folders that have been searched already
    private static final ReentrantReadWriteLock ENDING = new ReentrantReadWriteLock();

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(Leftovers::removeWritten, "maskwright-unfinished-files"));
        } catch (IllegalStateException e) {
            // the process is ending already, and nothing more will be written
        }
    }

    private Leftovers() {}

    private static String host() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")); // InetAddress may ask the network for it
        } catch (IOException | RuntimeException e) {
            return System.getenv().getOrDefault("COMPUTERNAME", System.getenv().getOrDefault("HOSTNAME", ""));
        }
    }

    /** A unique name for an unfinished file. */
    static Path part(Path file) {
        String end = ".%s-%d-%d%s".formatted(HOST, PROCESS, NUMBERS.incrementAndGet(), WholeFile.PART);
        Path part = file.resolveSibling(beginning(String.valueOf(file.getFileName()), MOST_BYTES - end.length()) + end);
        WRITTEN.add(part.toAbsolutePath());
        return part;
    }

    /** As much of a name as fits: the name of the file may already have the maximum number of bytes. */
    private static String beginning(String name, int bytes) {
        int letters = name.length();
        while (name.substring(0, letters).getBytes(StandardCharsets.UTF_8).length > bytes) {
            letters = name.offsetByCodePoints(letters, -1);
        }
        return name.substring(0, letters);
    }

    /**
     * Held while unfinished files are created or get their final names. Once the process is ending, nobody can acquire
     * it any more, so that nothing appears after the clean-up.
     */
    static Lock making() {
        return ENDING.readLock();
    }

    private static void removeWritten() {
        ENDING.writeLock().lock(); // and never released
        WRITTEN.forEach(Leftovers::remove);
    }

    /** This process no longer writes it. */
    static void isGone(Path part) {
        WRITTEN.remove(part.toAbsolutePath());
    }

    /** Removes leftovers in a folder, only the first time that this process asks: folders can be large. */
    static void removeOnce(@Nullable Path folder) {
        if (folder != null && SEEN.add(folder)) {
            removeIn(folder);
        }
    }

    /** Removes leftovers in a folder, but not in its subfolders. */
    public static void removeIn(Path folder) {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, "*" + WholeFile.PART)) {
            for (Path part : parts) {
                if (isLeft(part)) {
                    remove(part);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // what cannot be removed does no harm, and whoever writes is told what is wrong with the folder
        }
    }

    /** Removes a file, or a folder with everything in it; links are not followed. */
    static void remove(Path part) {
        try (Stream<Path> all = Files.walk(part)) {
            List<Path> inside = new ArrayList<>(all.toList());
            Collections.reverse(inside); // the contents of a folder before the folder
            for (Path file : inside) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // what cannot be removed does no harm
        }
    }

    /** Removes leftovers in a folder and all its subfolders. */
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
