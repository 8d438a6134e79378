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
 * NAME.HOST-PROCESS-NUMBER.part}, says who writes it; folders that are built under such a name are treated alike. If
 * that process is gone, or is this one and does not know of it (numbers of processes begin anew in a container), nobody
 * goes on with it. What another host has left, of which nobody here knows whether it is alive, is removed after a day.
 * What is unfinished when this process ends by itself or by Ctrl-C or SIGTERM is removed before it is gone.
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
    private static final ReentrantReadWriteLock ENDING = new ReentrantReadWriteLock();

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(Leftovers::removeWritten, "maskwright-unfinished-files"));
        } catch (IllegalStateException e) {
            // the process ends already, and nothing more will be written
        }
    }

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

    /**
     * What makes unfinished files, or gives them their names, holds this meanwhile. Once the process ends nobody gets
     * it any more, so that nothing appears behind the one who clears up.
     */
    static Lock making() {
        return ENDING.readLock();
    }

    private static void removeWritten() {
        ENDING.writeLock().lock(); // and never let go of
        WRITTEN.forEach(Leftovers::remove);
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
                    remove(part);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // what cannot be removed disturbs nobody, and whoever writes is told what is wrong with the folder
        }
    }

    /** Removes a file, or a folder with all that is in it; links are not followed. */
    static void remove(Path part) {
        try (Stream<Path> all = Files.walk(part)) {
            List<Path> inside = new ArrayList<>(all.toList());
            Collections.reverse(inside); // what lies in a folder before the folder
            for (Path file : inside) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // what cannot be removed disturbs nobody
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
