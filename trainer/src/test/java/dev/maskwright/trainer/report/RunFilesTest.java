package dev.maskwright.trainer.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import dev.maskwright.models.weights.Initializer;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.fit.Checkpoint;
import dev.maskwright.trainer.fit.EpochReport;
import dev.maskwright.trainer.metric.ConfusionMatrix;
import dev.maskwright.trainer.recipe.Recipe;
import dev.maskwright.trainer.recipe.RecipeReader;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFilesTest {

    private static final ClassList CLASSES = new ClassList(List.of("background", "sofa", "</script><b>lamp"));
    private static final List<ClassLabel> LABELS = List.of(
            new ClassLabel(0, "background", "#000000"),
            new ClassLabel(1, "sofa", "#ff0000"),
            new ClassLabel(2, "</script><b>lamp", "#00ff00"));
    private static final int SIZE = 32;

    /** An attribute, a style or a script that fetches something from another place. */
    private static final Pattern LOADS = Pattern.compile(
            "(?i)(?:\\b(?:src|href|srcset|data|action|poster)\\s*=\\s*[\"']?\\s*(?!data:)[^\"'\\s>]*(?:https?:)?//)|url\\(\\s*[\"']?(?!data:)|@import|\\bfetch\\(|XMLHttpRequest|WebSocket|importScripts|\\bimport\\(");

    @TempDir
    private Path folder = Path.of("");

    private final List<String> warnings = new ArrayList<>();

    /** Eight pictures, the left half a sofa; from the third on they have a lamp below. */
    private static final class Pictures implements Dataset {
        @Override
        public ClassList classes() {
            return CLASSES;
        }

        @Override
        public int size() {
            return 8;
        }

        @Override
        public Sample read(int row) {
            byte[] rgb = new byte[3 * SIZE * SIZE];
            Arrays.fill(rgb, (byte) (20 * row));
            byte[] target = new byte[SIZE * SIZE];
            for (int i = 0; i < target.length; i++) {
                boolean isLamp = row > 2 && i / SIZE > SIZE - row;
                target[i] = (byte) (isLamp ? 2 : i % SIZE < SIZE / 2 ? 1 : 0);
            }
            target[5] = (byte) Sample.IGNORE;
            return new Sample(rgb, target, SIZE, SIZE, Optional.empty());
        }

        @Override
        public String describe(int row) {
            return "row " + row;
        }

        @Override
        public List<String> skipped() {
            return List.of();
        }

        @Override
        public String fingerprint() {
            return "f";
        }

        @Override
        public void close() {}
    }

    private Checkpoint checkpoint() throws Exception {
        Recipe recipe = RecipeReader.parse(
                "", "test", List.of("architecture=fpn-resnet18", "width=32", "height=32", "batchSize=3", "epochs=5"));
        JsonObject data = new JsonObject();
        data.addProperty("fingerprint", "0123abcd");
        data.addProperty("trainRows", 1234);
        return Checkpoint.create(folder, recipe, CLASSES, data);
    }

    private RunFiles begin(Checkpoint checkpoint, String... command) {
        return RunFiles.begin(checkpoint, LABELS, List.of(command), "1.2.3", warnings::add);
    }

    /** An epoch as a training ends it: the line of metrics, then the call. */
    private void epoch(RunFiles files, int epoch, double meanIou) throws Exception {
        Path metrics = folder.resolve("metrics.jsonl");
        List<String> lines = Files.exists(metrics) ? Files.readAllLines(metrics) : List.of();
        List<String> kept = new ArrayList<>(lines.subList(0, epoch - 1));
        kept.add(String.format(
                Locale.ROOT,
                "{\"epoch\":%d,\"loss\":%s,\"learningRate\":0.001,\"meanIou\":%s,\"pixelAccuracy\":0.5,\"imagesPerSecond\":9.5,\"waitedShare\":0.01,\"iou\":{\"sofa\":%s}}",
                epoch,
                1.0 / epoch,
                meanIou,
                meanIou));
        Files.write(metrics, kept);
        ConfusionMatrix matrix = new ConfusionMatrix(3);
        matrix.add(new byte[] {0, 0, 1, 1, 1}, new byte[] {0, 1, 1, 1, 0});
        files.epoch(new EpochReport(epoch, 1.0 / epoch, 0.001, matrix, true, 9.5, 0.01));
    }

    private String report() throws Exception {
        return Files.readString(folder.resolve("report.html"));
    }

    @Test
    void everyEpochLeavesAReportAndScalars() throws Exception {
        try (RunFiles files = begin(checkpoint(), "maskwright", "train", "--data", "my data")) {
            files.started(0, 5, 3);
            epoch(files, 1, 0.25);
            assertTrue(report().contains("1 of 5 epochs"));
            epoch(files, 2, 0.5);
        }
        assertTrue(report().contains("2 of 5 epochs"));
        assertTrue(report().contains("maskwright train --data &#39;my data&#39;"));
        assertTrue(report().contains("<td>data: fingerprint</td><td>0123abcd</td>"));
        assertTrue(report().contains("background predicted as sofa: 1 of 2 pixels (50.0 %)"));
        Map<String, Map<Long, Float>> shown = Events.shown(folder.resolve("tensorboard"));
        assertEquals(Map.of(1L, 0.25f, 2L, 0.5f), shown.get("validation/mean_iou"));
        assertEquals(Map.of(1L, 1f, 2L, 0.5f), shown.get("train/loss"));
        assertEquals(Map.of(1L, 0.25f, 2L, 0.5f), shown.get("iou/sofa"));
        assertEquals(List.of(), warnings);
    }

    @Test
    void aResumedTrainingShowsEveryEpochOnceAndBothCommands() throws Exception {
        Checkpoint checkpoint = checkpoint();
        try (RunFiles files = begin(checkpoint, "first")) {
            files.started(0, 5, 3);
            epoch(files, 1, 0.1);
            epoch(files, 2, 0.2);
            epoch(files, 3, 0.3); // and killed before this epoch's state was saved
        }
        try (RunFiles files = begin(checkpoint, "second")) {
            files.started(2, 5, 3);
            epoch(files, 3, 0.4);
        }
        assertEquals(
                Map.of(1L, 0.1f, 2L, 0.2f, 3L, 0.4f),
                Events.shown(folder.resolve("tensorboard")).get("validation/mean_iou"));
        assertTrue(report().contains("3 of 5 epochs"));
        assertTrue(report().contains("in epoch 3"));
        assertTrue(report().contains("<code>first</code>"));
        assertTrue(report().contains("<code>second</code>"));
    }

    @Test
    void theScalarsOfAnEpochThatWasSavedBeforeTheKillComeWithTheNextSession() throws Exception {
        Checkpoint checkpoint = checkpoint();
        try (RunFiles files = begin(checkpoint, "first")) {
            files.started(0, 5, 3);
            epoch(files, 1, 0.1);
        }
        Files.writeString(
                folder.resolve("metrics.jsonl"), "{\"epoch\":2,\"meanIou\":0.2}\n", StandardOpenOption.APPEND);
        try (RunFiles files = begin(checkpoint, "second")) {
            files.started(2, 5, 3);
        }
        assertEquals(
                Map.of(1L, 0.1f, 2L, 0.2f),
                Events.shown(folder.resolve("tensorboard")).get("validation/mean_iou"));
    }

    @Test
    void aFileThatCannotBeWrittenIsAWarning() throws Exception {
        Checkpoint checkpoint = checkpoint();
        Files.createDirectories(folder.resolve("report.html/in the way"));
        Files.createFile(folder.resolve("tensorboard"));
        try (RunFiles files = begin(checkpoint, "train")) {
            files.started(0, 5, 3);
            epoch(files, 1, 0.1);
        }
        assertEquals(2, warnings.size(), warnings.toString());
        assertTrue(warnings.get(0).startsWith(folder.resolve("tensorboard") + " could not be written: "));
        assertTrue(warnings.get(1).startsWith(folder.resolve("report.html") + " could not be written: "));
    }

    /** A report with pictures by a predictor that sees sofas and no lamps. */
    private void writeWholeReport() throws Exception {
        Checkpoint checkpoint = checkpoint();
        try (RunFiles files = begin(checkpoint, "train")) {
            files.started(0, 5, 3);
            epoch(files, 1, 0.1);
            epoch(files, 2, 0.2);
            checkpoint.writeWeights(Initializer.fromScratch(checkpoint.network(), 1), Map.of("epoch", "2"));
            files.writeReport(
                    batch -> {
                        byte[] found = batch.targets().clone();
                        for (int i = 0; i < found.length; i++) {
                            found[i] = (byte) (found[i] == 1 ? 1 : 0);
                        }
                        return found;
                    },
                    new Pictures());
        }
        assertEquals(List.of(), warnings);
    }

    @Test
    void theWholeReportShowsBestAndWorstPredictionsOnce() throws Exception {
        writeWholeReport();
        String html = report();
        String worst = html.substring(html.indexOf("Worst predictions"), html.indexOf("Best predictions"));
        String best = html.substring(html.indexOf("Best predictions"), html.indexOf("<h2>Recipe</h2>"));
        List<String> names = Stream.of(worst, best)
                .flatMap(part ->
                        Pattern.compile("<p>(row \\d)</p>").matcher(part).results())
                .map(match -> match.group(1))
                .toList();
        // The more of a picture is a lamp, the worse; without one all is right. Four of eight rows are the worst half.
        assertEquals(List.of("row 7", "row 6", "row 5", "row 4", "row 0", "row 1", "row 2", "row 3"), names);
        assertEquals(8 * 3, html.split("data:image/jpeg", -1).length - 1);
        assertTrue(html.contains("of the best weights, from epoch 2"));
    }

    @Test
    void nothingInTheReportLoadsAnything() throws Exception {
        assertTrue(LOADS.matcher("<img src=\"https://example.org/x.png\">").find());
        assertTrue(LOADS.matcher("<script src=//example.org/x.js>").find());
        assertTrue(LOADS.matcher("background: url(https://example.org)").find());
        writeWholeReport();
        var loading = LOADS.matcher(report());
        assertFalse(loading.find(), () -> "loads something: " + loading.group());
        assertFalse(report().contains("<link rel=\"stylesheet"), "a style sheet of its own file");
    }

    @Test
    void aBrowserDrawsTheReport() throws Exception {
        Optional<String> browser = browser();
        assumeTrue(browser.isPresent(), "no chromium on the PATH");
        writeWholeReport();
        String dom = dom(browser.get(), folder.resolve("report.html"));
        assertEquals(5, dom.split("<canvas", -1).length - 1);
        assertTrue(dom.contains("epoch 2: 0.2000"), "the curves say what their last epoch was");
        assertEquals(3, dom.split("<tr><td><span class=\"chip\"", -1).length - 1, "one row for each class");
        assertTrue(dom.contains("&lt;/script&gt;&lt;b&gt;lamp"));
        assertFalse(LOADS.matcher(dom).find());
    }

    private static Optional<String> browser() {
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> Arrays.stream(Optional.ofNullable(System.getenv("PATH"))
                                .orElse("")
                                .split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    private String dom(String browser, Path page) throws Exception {
        Path out = folder.resolve("dom.html");
        Process process = new ProcessBuilder(
                        browser,
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--dump-dom",
                        page.toUri().toString())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
        }
        return Files.readString(out, StandardCharsets.UTF_8);
    }
}
