package dev.maskwright.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that is killed, driver and executor at once, and started again. */
final class JobKillTest {

    private static final int PICTURES = 160;
    private static final int FILES_BEFORE_KILL = 3;

    /** Runs the job with its arguments. */
    static final class Victim {

        private Victim() {}

        public static void main(String[] args) {
            LocalSpark.session();
            System.exit(SegmentJob.execute(args));
        }
    }

    private final SparkSession spark = LocalSpark.session();

    @Test
    void whatWasWholeStaysAndTheRestFollows(@TempDir Path folder) throws IOException, InterruptedException {
        Path output = folder.resolve("out");
        List<String> paths = Samples.copies(folder.resolve("in"), PICTURES).stream()
                .map(Path::toString)
                .toList();
        Path list = Files.write(folder.resolve("list.txt"), paths);
        String[] job = {
            "--from-list", list.toString(),
            "--output", output.toString(),
            "--model", Samples.MODEL.toAbsolutePath().toString(),
            "--partition", "8"
        };
        kill(job, output, folder.resolve("victim.txt"));
        Map<Path, byte[]> whole = files(output);
        assertTrue(whole.size() >= FILES_BEFORE_KILL);
        assertTrue(Files.notExists(output.resolve("_SUCCESS")), "the job ended before it was killed");
        assertEquals(0, SegmentJob.execute(job));
        Map<Path, byte[]> after = files(output);
        whole.forEach((file, bytes) -> assertArrayEquals(bytes, after.get(file), file.toString()));
        assertEquals(
                paths,
                spark.read().parquet(output.toString()).where("error is null").select("path").collectAsList().stream()
                        .map(row -> row.getString(0))
                        .sorted()
                        .toList());
    }

    private static void kill(String[] job, Path output, Path log) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of("-Xmx1g", "-Djava.awt.headless=true", "-cp", System.getProperty("java.class.path")));
        command.add(Victim.class.getName());
        command.addAll(List.of(job));
        Process victim = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            while (victim.isAlive() && files(output).size() < FILES_BEFORE_KILL) {
                Thread.sleep(20);
            }
            assertTrue(victim.isAlive(), () -> text(log));
        } finally {
            victim.destroyForcibly().waitFor();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Map<Path, byte[]> files(Path output) throws IOException {
        Map<Path, byte[]> contents = new TreeMap<>();
        if (Files.exists(output)) {
            try (Stream<Path> files = Files.list(output)) {
                for (Path file : files.filter(file -> file.toString().endsWith(".parquet"))
                        .toList()) {
                    contents.put(file, Files.readAllBytes(file));
                }
            }
        }
        return contents;
    }
}
