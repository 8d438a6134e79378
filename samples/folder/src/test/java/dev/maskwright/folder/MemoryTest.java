package dev.maskwright.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How much memory few and many pictures take: {@code -Dmaskwright.pictures=100000}, which runs for half an hour on two
 * cores.
 */
class MemoryTest {

    private static final int MANY = Integer.getInteger("maskwright.pictures", 0);
    private static final int FEW = 100;

    /** A megabyte for each picture would be no news; this is less than a kilobyte of each. */
    private static final long MOST_MORE_KB = 64 << 10;

    @Test
    void memoryDoesNotGrowWithTheNumberOfPictures(@TempDir Path folder) throws Exception {
        assumeTrue(MANY > FEW, "run it with -Dmaskwright.pictures=100000");
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "only Linux says how much memory a process takes");
        Path picture = TestPictures.jpeg(folder.resolve("picture.jpg"));
        long few = peak(folder, picture, FEW);
        long many = peak(folder, picture, MANY);
        System.out.printf("peak resident memory: %,d kB for %,d pictures, %,d kB for %,d%n", few, FEW, many, MANY);
        assertTrue(many - few < MOST_MORE_KB, () -> "%d kB and %d kB".formatted(few, many));
    }

    /** The most memory that a process had while it segmented links to a picture, in kB. */
    private static long peak(Path folder, Path picture, int count) throws Exception {
        Path input = Files.createDirectories(folder.resolve("in" + count));
        for (int i = 0; i < count; i++) {
            Files.createSymbolicLink(input.resolve("%06d.jpg".formatted(i)), picture);
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-Dmaskwright.home=" + TestPictures.HOME,
                "-cp",
                System.getProperty("java.class.path"),
                Run.class.getName(),
                input.toString(),
                folder.resolve("out" + count).toString()));
        Path said = folder.resolve("said.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertEquals(0, process.waitFor(), Files.readString(said));
        return Long.parseLong(Files.readString(said).strip());
    }

    /** The process: segments a folder, then prints the most memory that it had. */
    public static final class Run {

        private Run() {}

        public static void main(String[] args) throws Exception {
            KillTest.Victim.main(args);
            Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> line.replaceAll("\\D", ""))
                    .forEach(System.out::println);
        }
    }
}
