package dev.maskwright.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.folder.PictureResult.Failed;
import dev.maskwright.folder.PictureResult.Segmented;
import dev.maskwright.folder.source.Pictures;
import dev.maskwright.models.files.FolderLock;
import dev.maskwright.models.files.PartFile;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.LabelImage;
import dev.maskwright.sdk.image.OverlayStyle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class FolderRunTest {

    private final Path input;
    private final Path output;

    FolderRunTest(@TempDir Path folder) {
        input = folder.resolve("in");
        output = folder.resolve("out");
    }

    private List<PictureResult> run(RunOptions options) throws Exception {
        List<PictureResult> results = new ArrayList<>();
        try (Segmenter segmenter = TestPictures.segmenter()) {
            RunSummary summary = FolderRun.of(segmenter, output, options)
                    .run(Pictures.in(input).recursive(true).except(output), results::add);
            assertEquals(results.size(), summary.pictures());
        }
        return results;
    }

    /** What package-info shows. */
    @Test
    void theExampleRuns() throws Exception {
        Path model = TestPictures.HOME.resolve("models/trained/interiors-edgefpn-lite0-int8.onnx");
        Path folder = Files.createDirectories(input);
        TestPictures.jpeg(input.resolve("a.jpg"));
        TestPictures.text(input.resolve("b.jpg"));
        TestPictures.text(input.resolve("b.heic"));
        // example
        try (Segmenter segmenter = Segmenter.open(model, Options.defaults().withThreads(1))) {
            FolderRun run =
                    FolderRun.of(segmenter, output, RunOptions.defaults().withResume(true));
            RunSummary summary = run.run(Pictures.in(folder).recursive(true), result -> {
                if (result instanceof PictureResult.Failed failed) {
                    System.err.println(failed.reason());
                }
            });
            System.out.println(summary.segmented() + " pictures, left out: " + summary.leftOut());
            // end
            assertEquals(1, summary.segmented());
            assertEquals(1, summary.failed());
            assertEquals("1 HEIC or HEIF file", summary.leftOut().toString());
        }
        assertEquals(
                example(packageInfo(), "try (", "</pre>", " \\* ?"), example(thisFile(), "// example", "// end", ""));
    }

    private static String packageInfo() throws IOException {
        return Files.readString(Path.of("src/main/java/dev/maskwright/folder/package-info.java"));
    }

    private static String thisFile() throws IOException {
        return Files.readString(Path.of("src/test/java/dev/maskwright/folder/FolderRunTest.java"));
    }

    private static String example(String text, String from, String to, String margin) {
        String code = text.substring(text.indexOf(from), text.indexOf(to, text.indexOf(from)));
        return code.replaceAll("(?m)^" + margin, "")
                .replace(from.startsWith("//") ? from : "", "")
                .replaceAll("[\\s}]+", " ")
                .strip();
    }

    @Test
    void everyPictureHasItsResultsOrAReason() throws Exception {
        TestPictures.jpeg(input.resolve("a.jpg"));
        TestPictures.text(input.resolve("sub/b.jpg"));
        TestPictures.jpeg(input.resolve("sub/c.jpg"));
        List<PictureResult> results = run(RunOptions.defaults());
        assertEquals(2, results.stream().filter(Segmented.class::isInstance).count());
        Failed failed = (Failed)
                results.stream().filter(Failed.class::isInstance).findFirst().orElseThrow();
        assertTrue(
                failed.reason().startsWith(input.resolve("sub/b.jpg") + ": not a picture that can be read"),
                failed.reason());
        for (String name :
                List.of("masks/a.jpg.png", "masks/sub/c.jpg.png", "overlays/a.jpg.jpg", "regions/a.jpg.json")) {
            assertTrue(Files.exists(output.resolve(name)), name);
        }
        Path mask = output.resolve("masks/a.jpg.png");
        LabelImage ids = ImageFiles.decodeLabels(Files.readAllBytes(mask), mask.toString());
        assertEquals(TestPictures.WIDTH, ids.width());
        assertEquals(TestPictures.HEIGHT, ids.height());
        assertTrue(Trees.contents(output).keySet().stream().noneMatch(name -> name.endsWith(".part")));
    }

    @Test
    void reportsAreInTheOrderOfPicturesWhateverTheThreads() throws Exception {
        for (int i = 0; i < 20; i++) {
            TestPictures.jpeg(input.resolve("%02d.jpg".formatted(i)));
        }
        run(RunOptions.defaults()
                .withThreads(1)
                .withOutputs(Outputs.defaults().withCoco(true).withCutouts(true)));
        Map<String, String> first = Trees.contents(output);
        run(RunOptions.defaults()
                .withThreads(3)
                .withOutputs(Outputs.defaults().withCoco(true).withCutouts(true)));
        assertEquals(first, Trees.contents(output));
    }

    @Test
    void aRunThatGoesOnLeavesTheBytesOfOneThatWasNotCutOff() throws Exception {
        for (int i = 0; i < 6; i++) {
            TestPictures.jpeg(input.resolve("%02d.jpg".formatted(i)));
        }
        TestPictures.text(input.resolve("bad.jpg"));
        RunOptions options = RunOptions.defaults()
                .withOutputs(Outputs.defaults().withCoco(true).withCutouts(true));
        run(options);
        Map<String, String> whole = Trees.contents(output);
        Files.delete(output.resolve("masks/02.jpg.png"));
        Files.delete(output.resolve("overlays/03.jpg.jpg"));
        Files.write(output.resolve("masks/04.jpg.png"), new byte[] {1, 2, 3});
        Files.writeString(output.resolve("regions/05.jpg.json"), "{}");
        Files.writeString(
                output.resolve(PartFile.of(output.resolve("report.csv"))
                        .path()
                        .getFileName()
                        .toString()
                        .replaceFirst("-[0-9]+-", "-99999999-")),
                "half of a rep");
        Files.delete(output.resolve("report.json"));
        Files.delete(output.resolve("report.html"));
        List<PictureResult> results = run(options.withResume(true));
        assertEquals(
                2, // of six
                results.stream()
                        .filter(result -> result instanceof Segmented one && one.isKept())
                        .count());
        assertEquals(whole, Trees.contents(output));
    }

    @Test
    void otherSettingsAreNotGoneOnWith() throws Exception {
        TestPictures.jpeg(input.resolve("a.jpg"));
        RunOptions options =
                RunOptions.defaults().withIdentity("sha256", "12ab").withIdentity("edges", "smooth");
        run(options);
        IOException e = assertThrows(
                IOException.class, () -> run(options.withResume(true).withIdentity("sha256", "34cd")));
        assertEquals(
                output
                        + ": its results were made with other settings (sha256 12ab, now 34cd), so"
                        + " this run cannot continue with them; use the same settings, choose"
                        + " another folder, or start again",
                e.getMessage());
        run(options.withIdentity("sha256", "34cd")); // anew
    }

    @Test
    void aSecondRunIntoTheSameFolderIsRefused() throws Exception {
        TestPictures.jpeg(input.resolve("a.jpg"));
        try (FolderLock lock = FolderLock.take(output)) {
            IOException e = assertThrows(IOException.class, () -> run(RunOptions.defaults()));
            assertEquals(
                    output + ": another run is writing there; wait until it ends, or choose another folder",
                    e.getMessage());
        }
        assertFalse(Files.exists(output.resolve("masks")));
        run(RunOptions.defaults());
    }

    @Test
    void aStoppedRunReportsWhatItDidAndGoesOn() throws Exception {
        for (int i = 0; i < 400; i++) {
            TestPictures.jpeg(input.resolve("%03d.jpg".formatted(i)));
        }
        RunOptions options =
                RunOptions.defaults().withOutputs(Outputs.defaults().withoutOverlay());
        RunSummary summary;
        try (Segmenter segmenter = TestPictures.segmenter()) {
            FolderRun run = FolderRun.of(segmenter, output, options);
            summary = run.run(Pictures.in(input), result -> run.stop());
        }
        assertTrue(summary.isStopped());
        assertTrue(summary.segmented() < 400, summary::toString);
        try (Stream<String> rows = Files.lines(output.resolve("report.csv"))) {
            assertTrue(rows.count() > summary.segmented(), "a row for each class");
        }
        List<PictureResult> results = run(options.withResume(true));
        assertEquals(
                summary.segmented(),
                results.stream()
                        .filter(result -> result instanceof Segmented one && one.isKept())
                        .count());
    }

    /** As a crash, an editor or another program may leave them. */
    private static final List<String> DAMAGED_REGIONS = List.of(
            "",
            "null",
            "[]",
            "{}",
            "{'width':'x','height':1,'confidence':0,'outlined':true,'areas':{},'regions':[]}",
            "{'width':null,'height':1,'confidence':0,'outlined':true,'areas':{},'regions':[]}",
            "{'width':{},'height':1,'confidence':0,'outlined':true,'areas':{},'regions':[]}",
            "{'width':[1,2],'height':1,'confidence':0,'outlined':true,'areas':{},'regions':[]}",
            "{'width':0,'height':0,'confidence':0,'outlined':true,'areas':{},'regions':[]}",
            "{'width':1e99,'height':1,'confidence':0,'outlined':true,'areas':{},'regions':[]}",
            "{'width':9,'height':9,'confidence':null,'outlined':true,'areas':{},'regions':[]}",
            "{'width':9,'height':9,'confidence':'NaN','outlined':true,'areas':{},'regions':[]}",
            "{'width':9,'height':9,'confidence':0,'outlined':{},'areas':{},'regions':[]}",
            "{'width':9,'height':9,'confidence':0,'outlined':true,'areas':[],'regions':[]}",
            "{'width':9,'height':9,'confidence':0,'outlined':true,'areas':{'x':null},'regions':[]}",
            "{'width':9,'height':9,'confidence':0,'outlined':true,'areas':{},'regions':{}}",
            "{'width':9,'height':9,'confidence':0,'outlined':true,'areas':{},'regions':[null]}",
            "{'width':9,'height':9,'confidence':0,'outlined':true,'areas':{},'regions':[{}]}",
            "{'width':9,'height':9,'confidence':0,'outlined':true,'areas':{},'regions':[{'category_id':-1}]}",
            "{'width':9,'height':9,'confidence':0,'outlined':true,'areas':{},'regions':[{'category_id':255}]}",
            "{'width':9,'height':9,'confidence':0,'outlined':true,'areas':{},'regions':[{'category_id':'1'");

    @Test
    void picturesWhoseRegionsAreDamagedAreMadeAgain() throws Exception {
        RunOptions options = RunOptions.defaults().withOutputs(Outputs.least().withCoco(true));
        for (int i = 0; i <= DAMAGED_REGIONS.size(); i++) {
            TestPictures.jpeg(input.resolve("%02d.jpg".formatted(i)));
        }
        run(options);
        Map<String, String> whole = Trees.contents(output);
        for (int i = 0; i < DAMAGED_REGIONS.size(); i++) {
            Path regions = output.resolve("regions/%02d.jpg.json".formatted(i));
            Files.writeString(regions, DAMAGED_REGIONS.get(i).replace('\'', '"'));
        }

        List<PictureResult> results = run(options.withResume(true));

        assertEquals(
                List.of("%02d.jpg".formatted(DAMAGED_REGIONS.size())),
                results.stream()
                        .filter(result -> ((Segmented) result).isKept())
                        .map(result -> result.picture().name())
                        .toList());
        assertEquals(whole.keySet(), Trees.contents(output).keySet());
        assertEquals(whole.get("coco.json"), Trees.contents(output).get("coco.json"));
    }

    @Test
    void whatIsAskedForIsWrittenAndNothingElse() throws Exception {
        TestPictures.jpeg(input.resolve("a.jpg"));
        run(RunOptions.defaults().withOutputs(Outputs.least()));
        assertEquals(
                Set.of(".lock", "masks/a.jpg.png", "regions/a.jpg.json", "report.csv", "report.json", "run.json"),
                Trees.contents(output).keySet());
        run(RunOptions.defaults()
                .withResume(true)
                .withOutputs(Outputs.defaults().withCutouts(true)));
        assertEquals(
                Set.of(
                        ".lock",
                        "cutouts/a.jpg.png",
                        "masks/a.jpg.png",
                        "overlays/a.jpg.jpg",
                        "regions/a.jpg.json",
                        "report.csv",
                        "report.html",
                        "report.json",
                        "run.json",
                        "thumbnails/a.jpg.jpg"),
                Trees.contents(output).keySet());
    }

    @Test
    void overlaysOfAnotherStyleAreNotGoneOnWith() throws Exception {
        TestPictures.jpeg(input.resolve("a.jpg"));
        run(RunOptions.defaults());
        run(RunOptions.defaults().withResume(true).withOutputs(Outputs.least())); // leaves them as they are
        RunOptions other = RunOptions.defaults()
                .withOutputs(
                        Outputs.defaults().withOverlay(OverlayStyle.defaults().withOpacity(0.3)));
        IOException e = assertThrows(IOException.class, () -> run(other.withResume(true)));
        assertTrue(e.getMessage().contains("(legend beside, now inside; opacity 0.5, now 0.3)"), e.getMessage());
    }
}
