package dev.maskwright.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
final class SegmentJobTest {

    private final SparkSession spark = LocalSpark.session();
    private final Path input;
    private final Path output;
    private final Path folder;

    SegmentJobTest(@TempDir Path folder) {
        this.folder = folder;
        input = folder.resolve("in");
        output = folder.resolve("out");
    }

    private record Ended(int code, String out, String err) {}

    private Ended run(String... more) {
        List<String> arguments = new ArrayList<>(List.of("--model", Samples.MODEL.toString()));
        arguments.addAll(Arrays.asList(more));
        return run(arguments);
    }

    private Ended run(List<String> more) {
        List<String> arguments = new ArrayList<>(List.of("--output", output.toString()));
        arguments.addAll(more);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream console = System.out;
        PrintStream errors = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        int code;
        try {
            code = SegmentJob.execute(arguments.toArray(String[]::new));
        } finally {
            System.setOut(console);
            System.setErr(errors);
        }
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private List<Row> results() {
        return spark.read().parquet(output.toString()).collectAsList();
    }

    private Set<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(output)) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void folderBecomesParquetAndBadPicturesAreRows() throws IOException {
        Samples.copies(input, 6);
        Samples.damaged(input.resolve("damaged.jpg"));
        Samples.damaged(input.resolve("notes.txt"));
        Samples.copies(input.resolve("deeper"), 2);
        Ended ended = run(input.toString(), "--recursive", "--partition", "4");
        assertEquals(1, ended.code(), ended.err());
        assertTrue(ended.out().contains("pictures: 9; to segment: 9; left out: 1 other file"), ended.out());
        assertTrue(ended.out().contains(": 9; failed: 1"), ended.out());
        assertTrue(ended.out().contains("damaged.jpg: "), ended.out());
        assertEquals(
                List.of("path", "width", "height", "confidence", "classes", "error"),
                List.of(spark.read().parquet(output.toString()).columns()));
        assertEquals(9, results().size());
        assertEquals(
                8, results().stream().filter(row -> row.getAs("error") == null).count());
    }

    @Test
    void restartRepeatsNothingThatIsWhole() throws IOException {
        List<Path> pictures = Samples.copies(input, 12);
        Path list = folder.resolve("list.txt");
        Files.write(list, pictures.stream().limit(5).map(Path::toString).toList());
        assertEquals(0, run("--from-list", list.toString()).code());
        Set<Path> first = files();
        Files.write(list, pictures.stream().map(Path::toString).toList());
        Ended second = run("--from-list", list.toString());
        assertEquals(0, second.code(), second.err());
        assertTrue(second.out().contains("pictures: 12; to segment: 7"), second.out());
        assertTrue(files().containsAll(first));
        assertEquals(
                pictures.stream().map(Path::toString).toList(),
                results().stream()
                        .map(row -> row.<String>getAs("path"))
                        .sorted()
                        .toList());
        Set<Path> all = files();
        Ended third = run("--from-list", list.toString());
        assertTrue(third.out().contains("pictures: 12; to segment: 0"), third.out());
        assertEquals(all, files());
    }

    @Test
    void otherSettingsAndOtherFilesAreRefused() throws IOException {
        Samples.copies(input, 1);
        assertEquals(0, run(input.toString()).code());
        Ended other = run(input.toString(), "--edges", "nearest");
        assertEquals(3, other.code());
        assertTrue(other.err().contains("its results were made with other settings"), other.err());
        Files.delete(output.resolve("_maskwright.json"));
        Ended foreign = run(input.toString());
        assertEquals(3, foreign.code());
        assertTrue(foreign.err().contains("holds files that are not results of this job"), foreign.err());
    }

    /** A job that cannot start leaves nothing behind that would make a job with another model fail. */
    @Test
    void modelThatIsNoneBeginsNothing() throws IOException {
        Samples.copies(input, 1);
        Path text = Samples.damaged(folder.resolve("text.onnx"));
        for (Path model : List.of(text, folder.resolve("absent.onnx"))) {
            Ended ended = run(List.of("--model", model.toString(), input.toString()));
            assertEquals(3, ended.code());
            assertTrue(ended.err().contains(model.getFileName().toString()), ended.err());
            assertTrue(Files.notExists(output));
        }
    }

    @Test
    void nothingThereIsSaid() throws IOException {
        Samples.damaged(input.resolve("notes.txt"));
        Ended nothing = run(input.toString());
        assertEquals(3, nothing.code());
        assertTrue(nothing.err().contains(input + ": no pictures there but 1 other file"), nothing.err());
        assertTrue(Files.notExists(output), "nothing is begun");
        Ended absent = run(folder.resolve("absent").toString());
        assertEquals(3, absent.code());
        assertTrue(absent.err().contains("absent"), absent.err());
    }

    @Test
    void wrongUsageIsSaid() {
        assertEquals(2, run().code());
        assertEquals(2, run(input.toString(), "--from-list", "list").code());
        assertEquals(2, run("--from-list", "list", "--recursive").code());
        assertEquals(2, run(input.toString(), "--partition", "0").code());
    }
}
