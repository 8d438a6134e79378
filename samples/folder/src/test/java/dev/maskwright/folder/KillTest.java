package dev.maskwright.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.maskwright.folder.source.Pictures;
import dev.maskwright.sdk.Segmenter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs that are killed without warning, at random moments, and gone on with. {@code -Dmaskwright.kills=40} kills more
 * often than the few times of everyday.
 */
class KillTest {

    private static final int KILLS = Integer.getInteger("maskwright.kills", 3);
    private static final int PICTURES = 40;
    private static final RunOptions OPTIONS = RunOptions.defaults()
            .withThreads(2)
            .withOutputs(Outputs.defaults().withCoco(true).withCutouts(true))
            .withResume(true);

    /** The process that is killed: segments a folder. */
    public static final class Victim {

        private Victim() {}

        public static void main(String[] args) throws Exception {
            run(Path.of(args[0]), Path.of(args[1]));
        }
    }

    private static void run(Path input, Path output) throws Exception {
        try (Segmenter segmenter = TestPictures.segmenter()) {
            FolderRun.of(segmenter, output, OPTIONS).run(Pictures.in(input), result -> {});
        }
    }

    @Test
    void whatIsLeftIsTheSameToTheByte(@TempDir Path folder) throws Exception {
        Path input = folder.resolve("in");
        for (int i = 0; i < PICTURES; i++) {
            TestPictures.jpeg(input.resolve("%03d.jpg".formatted(i)));
        }
        TestPictures.text(input.resolve("bad.jpg"));
        Path output = folder.resolve("out");
        run(input, output);
        Map<String, String> undisturbed = Trees.contents(output);
        Trees.delete(output);

        Random random = new Random(20);
        System.out.println("seed 20");
        int kills = 0;
        while (kills < KILLS) {
            int after = masks(output) + random.nextInt(PICTURES / 4);
            if (killed(input, output, after, random.nextInt(30))) {
                kills++;
            } else { // it came to its end before
                assertEquals(undisturbed, Trees.contents(output), "after %d kills".formatted(kills));
                Trees.delete(output);
            }
        }
        run(input, output);
        assertEquals(undisturbed, Trees.contents(output), "after %d kills".formatted(kills));
        System.out.printf("the same %d files after %d kills%n", undisturbed.size(), kills);
    }

    /**
     * Kills a run when it has written so many masks.
     *
     * @return whether it was killed, or else had come to its end
     */
    private static boolean killed(Path input, Path output, int masks, int milliseconds) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.awt.headless=true",
                        "-Dmaskwright.home=" + TestPictures.HOME,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        input.toString(),
                        output.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.resolveSibling("victim.txt").toFile())
                .start();
        try {
            while (process.isAlive() && masks(output) < masks) {
                Thread.sleep(2);
            }
            Thread.sleep(milliseconds);
            boolean isAlive = process.isAlive();
            if (!isAlive) {
                assertEquals(0, process.exitValue(), Files.readString(output.resolveSibling("victim.txt")));
            }
            return isAlive;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static int masks(Path output) throws IOException {
        Path masks = output.resolve("masks");
        if (!Files.exists(masks)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(masks)) {
            return (int) files.filter(file -> file.toString().endsWith(".png")).count();
        }
    }
}
