package dev.maskwright.cli.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.cli.Run;
import dev.maskwright.cli.SamplePictures;
import dev.maskwright.cli.TinyModel;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.LabelImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentCommandTest {

    private final Path input;
    private final Path output;

    SegmentCommandTest(@TempDir Path folder) {
        input = folder.resolve("in");
        output = folder.resolve("out");
    }

    @Test
    void maskHasTheSizeOfItsPictureAndThePaletteOfTheCard() throws IOException {
        SamplePictures.good(input.resolve("a.jpg"));
        Run run = segment();
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        byte[] png = Files.readAllBytes(output.resolve("masks/a.jpg.png"));
        LabelImage mask = ImageFiles.decodeLabels(png, "a.png");
        assertEquals(SamplePictures.WIDTH, mask.width());
        assertEquals(SamplePictures.HEIGHT, mask.height());
        assertEquals(3, png[25], "a PNG with a palette");
        assertTrue(Files.exists(output.resolve("overlays/a.jpg.jpg")));
        assertTrue(run.out().contains("1 picture segmented in"), run.out());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void badPicturesAreNamedAndTheOthersDone(int batch) throws IOException {
        SamplePictures.good(input.resolve("a.jpg"));
        Path cut = SamplePictures.truncated(input.resolve("b.jpg"));
        SamplePictures.good(input.resolve("c.jpg"));
        Path text = SamplePictures.text(input.resolve("d.png"));
        Run run = segment("--batch", batch, "--no-overlay");
        assertEquals(ExitCode.SOME_FAILED, run.exitCode(), run.toString());
        List<String> faults = run.err().lines().sorted().toList();
        assertEquals(2, faults.size(), run.err());
        assertTrue(
                faults.get(0).startsWith(cut + ": a truncated JPEG file")
                        && faults.get(0).endsWith("replace it with a whole copy"),
                faults.get(0));
        assertTrue(faults.get(1).startsWith(text + ": not a picture that can be read"), faults.get(1));
        assertTrue(Files.exists(output.resolve("masks/a.jpg.png")));
        assertTrue(Files.exists(output.resolve("masks/c.jpg.png")));
        assertFalse(Files.exists(output.resolve("overlays")));
        assertTrue(run.out().contains("2 pictures segmented, 2 failed"), run.out());
    }

    @Test
    void reportListsPicturesInTheirOrderWithSharesAndReasons() throws IOException {
        SamplePictures.good(input.resolve("b.jpg"));
        SamplePictures.text(input.resolve("a, \"b\".jpg"));
        Run run = segment("--json");
        JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
        assertEquals(json, JsonParser.parseString(Files.readString(output.resolve("report.json"))));
        JsonArray pictures = json.getAsJsonArray("pictures");
        assertEquals("failed", pictures.get(0).getAsJsonObject().get("status").getAsString());
        JsonObject good = pictures.get(1).getAsJsonObject();
        double shares = classes(good).stream()
                .mapToDouble(one -> one.get("share").getAsDouble())
                .sum();
        assertEquals(1, shares, 1e-4);
        double confidence = good.get("confidence").getAsDouble();
        assertTrue(confidence > 0 && confidence <= 1);
        assertEquals(
                "segformer-mit_b0", json.getAsJsonObject("model").get("name").getAsString());
        List<String> csv = Files.readAllLines(output.resolve("report.csv"));
        assertEquals(2 + classes(good).size(), csv.size());
        assertTrue(csv.get(1).contains("a, \"\"b\"\".jpg\",failed"), csv.get(1));
        assertTrue(csv.get(2).contains("b.jpg,segmented,96,72,0."), csv.get(2));
        long columns = columns(csv.get(0));
        assertEquals(columns, columns(csv.get(1)));
        assertEquals(columns, columns(csv.get(2)));
    }

    @Test
    void resumeLeavesFinishedPicturesAlone() throws IOException {
        SamplePictures.good(input.resolve("a.jpg"));
        SamplePictures.good(input.resolve("b.jpg"));
        segment();
        Path kept = output.resolve("masks/a.jpg.png");
        Path broken = output.resolve("masks/b.jpg.png");
        FileTime before = Files.getLastModifiedTime(kept);
        Files.write(broken, new byte[] {1, 2, 3});
        Run run = segment("--resume");
        assertTrue(run.out().contains("1 picture segmented, 1 kept"), run.toString());
        assertEquals(before, Files.getLastModifiedTime(kept));
        assertTrue(Files.size(broken) > 3);
    }

    @Test
    void resumedRunsReportAllPicturesAlike() throws IOException {
        SamplePictures.good(input.resolve("a.jpg"));
        SamplePictures.good(input.resolve("b.jpg"));
        segment("--coco");
        String whole = Files.readString(output.resolve("coco.json"));
        String before = Files.readString(output.resolve("report.json"));
        Files.delete(output.resolve("coco.json")); // as if the run had been cut off
        Files.delete(output.resolve("masks/a.jpg.png"));
        Run run = segment("--coco", "--resume");
        assertTrue(run.out().contains("1 picture segmented, 1 kept"), run.toString());
        assertEquals(whole, Files.readString(output.resolve("coco.json")));
        assertEquals(before, Files.readString(output.resolve("report.json")));
    }

    @Test
    void picturesWithoutOutlinesAreSegmentedAnewForCoco() throws IOException {
        SamplePictures.good(input.resolve("a.jpg"));
        segment();
        assertFalse(Files.exists(output.resolve("coco.json")));
        Run run = segment("--coco", "--resume");
        assertTrue(run.out().contains("1 picture segmented in"), run.toString());
        assertTrue(Files.exists(output.resolve("coco.json")));
        Run again = segment("--resume");
        assertTrue(again.out().contains("0 pictures segmented, 1 kept"), again.toString());
        assertFalse(Files.exists(output.resolve("coco.json")), "what is no longer kept up is removed");
    }

    @Test
    void resumeWithOtherSettingsIsRefused() throws IOException {
        SamplePictures.good(input.resolve("a.jpg"));
        segment("--min-share", "0.03");
        Run run = segment("--resume");
        assertEquals(ExitCode.COULD_NOT_RUN, run.exitCode());
        assertTrue(
                run.err().contains("its results were made with other settings (minShare 0.03, now 0.001), so"),
                run.err());
        assertEquals(ExitCode.DONE, segment("--resume", "--min-area", "3").exitCode());
    }

    @Test
    void regionsThatAreTooSmallOrUnsureAreNotCounted() throws IOException {
        SamplePictures.good(input.resolve("a.jpg"));
        segment("--min-share", "0");
        int all = regions(picture(0));
        segment("--min-share", "1");
        int large = regions(picture(0));
        segment("--min-confidence", "1");
        int sure = regions(picture(0));
        assertTrue(all > 0);
        assertEquals(0, large);
        assertEquals(0, sure);
    }

    private static List<JsonObject> classes(JsonObject picture) {
        return picture.getAsJsonArray("classes").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    private static int regions(JsonObject picture) {
        return classes(picture).stream()
                .mapToInt(one -> one.get("regions").getAsInt())
                .sum();
    }

    @Test
    void resumeByAnotherModelIsRefused() throws IOException {
        SamplePictures.good(input.resolve("a.jpg"));
        segment();
        Path made = output.resolve("run.json");
        Files.writeString(made, Files.readString(made).replaceAll("\"sha256\": \"....", "\"sha256\": \"0000"));
        Run run = segment("--resume");
        assertEquals(ExitCode.COULD_NOT_RUN, run.exitCode());
        assertTrue(run.err().contains("its results were made with other settings (sha256 0000"), run.err());
    }

    @Test
    void foldersInFoldersKeepTheirPlaces() throws IOException {
        SamplePictures.good(input.resolve("a.jpg"));
        SamplePictures.good(input.resolve("deep/er/a.jpg"));
        SamplePictures.good(input.resolve(".hidden/a.jpg"));
        assertEquals(ExitCode.DONE, segment("--recursive").exitCode());
        assertTrue(Files.exists(output.resolve("masks/a.jpg.png")));
        assertTrue(Files.exists(output.resolve("masks/deep/er/a.jpg.png")));
        assertFalse(Files.exists(output.resolve("masks/.hidden")));
    }

    @Test
    void tilesGiveAMaskForEachPixelAndAnOverlay() throws IOException {
        SamplePictures.good(input.resolve("a.jpg"));
        SamplePictures.truncated(input.resolve("b.jpg"));
        Run run = segment("--tile", "64x64", "--overlap", "16", "--legend", "none");
        assertEquals(ExitCode.SOME_FAILED, run.exitCode(), run.toString());
        assertTrue(run.err().contains("b.jpg: a truncated JPEG file"), run.err());
        LabelImage mask = ImageFiles.decodeLabels(Files.readAllBytes(output.resolve("masks/a.jpg.png")), "a.png");
        assertEquals(SamplePictures.WIDTH, mask.width());
        assertEquals(SamplePictures.HEIGHT, mask.height());
        assertEquals(
                SamplePictures.WIDTH,
                ImageFiles.read(output.resolve("overlays/a.jpg.jpg")).width());
    }

    @Test
    void whatIsLeftOutIsSaid() throws IOException {
        SamplePictures.good(input.resolve("a.jpg"));
        Path heic = SamplePictures.text(input.resolve("b.heic"));
        SamplePictures.good(input.resolve("deep/c.jpg"));
        Run run = segment();
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        assertEquals(
                List.of("left out: 1 HEIC or HEIF file: " + heic, "left out: 1 folder: " + input.resolve("deep")),
                run.err().lines().toList());
        Files.delete(input.resolve("a.jpg"));
        Run nothing = segment();
        assertEquals(ExitCode.COULD_NOT_RUN, nothing.exitCode());
        assertEquals(
                input
                        + ": no pictures there (jpg, png, webp, tif, bmp, gif, pnm) but 1 HEIC or"
                        + " HEIF file, 1 folder; name others, or look into subfolders with"
                        + " --recursive",
                nothing.err().strip());
    }

    @Test
    void patternsAndListsChoosePictures() throws IOException {
        Path a = SamplePictures.good(input.resolve("a.jpg"));
        SamplePictures.good(input.resolve("b.jpg"));
        SamplePictures.good(input.resolve("c.jpg"));
        segment("--include", "[ab].jpg", "--exclude", "b*", "--no-html", "--no-overlay");
        assertTrue(Files.exists(output.resolve("masks/a.jpg.png")));
        assertFalse(Files.exists(output.resolve("masks/b.jpg.png")));
        assertFalse(Files.exists(output.resolve("masks/c.jpg.png")));
        assertFalse(Files.exists(output.resolve("report.html")));
        Path list = Files.writeString(input.resolve("list.txt"), a + "\n");
        Run run = Run.of(
                "segment", "--from-list", list, "--output", output.resolve("listed"), "--model", TinyModel.file());
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        String name =
                a.toAbsolutePath().getRoot().relativize(a.toAbsolutePath()).toString();
        assertTrue(Files.exists(output.resolve("listed/masks").resolve(name + ".png")), run.toString());
    }

    @Test
    void overlaysLookAsTheyAreAskedTo() throws IOException {
        SamplePictures.good(input.resolve("a.jpg"));
        segment("--opacity", "0", "--contour", "0", "--legend", "none", "--cutouts");
        Frame picture = ImageFiles.read(input.resolve("a.jpg"));
        byte[] before = picture.rgb();
        byte[] after = ImageFiles.read(output.resolve("overlays/a.jpg.jpg")).rgb();
        for (int i = 0; i < before.length; i++) {
            assertEquals(before[i] & 0xff, after[i] & 0xff, 12, "packed twice, and nothing else");
        }
        assertTrue(Files.exists(output.resolve("cutouts/a.jpg.png")));
        Run run = segment("--opacity", "2");
        assertEquals(ExitCode.WRONG_USAGE, run.exitCode());
        assertTrue(run.err().startsWith("opacity and contour are 0..1, got 2.0 and 0.006"), run.err());
    }

    @Test
    void emptyFolderIsNoRun() throws IOException {
        Files.createDirectories(input);
        Run run = segment();
        assertEquals(ExitCode.COULD_NOT_RUN, run.exitCode());
        assertTrue(run.err().startsWith(input + ": no pictures there"), run.err());
    }

    @Test
    void fileThatIsNoModelIsNoRun() throws IOException {
        SamplePictures.good(input.resolve("a.jpg"));
        Path text = Files.writeString(input.resolve("model.onnx"), "version https://git-lfs.github.com/spec/v1\n");
        Run run = Run.of("segment", input, "--output", output, "--model", text);
        assertEquals(ExitCode.COULD_NOT_RUN, run.exitCode());
        assertTrue(run.err().startsWith(text + ": a Git LFS pointer, not the model"), run.err());
        assertEquals(1, run.err().lines().count());
        assertFalse(Files.exists(output));
    }

    @Test
    void modelWithoutCardIsNoRun() throws IOException {
        SamplePictures.good(input.resolve("a.jpg"));
        Path bare = input.resolve("bare.onnx");
        OnnxFile.write(
                bare,
                OnnxFile.read(TinyModel.file()).toBuilder().clearMetadataProps().build());
        Run run = Run.of("segment", input, "--output", output, "--model", bare);
        assertEquals(ExitCode.COULD_NOT_RUN, run.exitCode());
        assertEquals(
                ("%s: an ONNX model without a model card; put bare.card.json beside it, which"
                                + " \"maskwright card\" drafts, or export the model with maskwright")
                        .formatted(bare),
                run.err().strip());
    }

    private static long columns(String csv) {
        return csv.replaceAll("\"[^\"]*\"", "").chars().filter(c -> c == ',').count() + 1;
    }

    private JsonObject picture(int index) throws IOException {
        return JsonParser.parseString(Files.readString(output.resolve("report.json")))
                .getAsJsonObject()
                .getAsJsonArray("pictures")
                .get(index)
                .getAsJsonObject();
    }

    private Run segment(Object... more) {
        List<Object> arguments =
                new ArrayList<>(List.of("segment", input, "--output", output, "--model", TinyModel.file()));
        arguments.addAll(List.of(more));
        return Run.of(arguments.toArray());
    }
}
