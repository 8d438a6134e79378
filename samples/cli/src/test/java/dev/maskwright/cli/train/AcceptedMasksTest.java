package dev.maskwright.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.cli.Run;
import dev.maskwright.folder.corrections.Correction;
import dev.maskwright.folder.corrections.CorrectionSet;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.geometry.Point;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.source.DataSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AcceptedMasksTest {

    private static final Path MODEL = Run.ROOT.resolve("models/trained/interiors-edgefpn-lite0-int8.onnx");

    /** No picture has a pendant lamp in its middle. */
    private static final int OTHER = 16;

    @TempDir
    Path folder = Path.of("");

    @Test
    void acceptedMasksAreFoundAndCorrectedOnesAreNot() throws Exception {
        List<String> classes;
        CorrectionSet corrections;
        int few = 0;
        try (Segmenter segmenter = Segmenter.open(MODEL)) {
            classes = segmenter.card().classes().stream().map(ClassLabel::name).toList();
            corrections = CorrectionSet.open(folder, classes);
            for (Path file : pictures()) {
                byte[] picture = Files.readAllBytes(file);
                Mask mask = segmenter
                        .segment(ImageFiles.decode(picture, file.toString()))
                        .atFrameSize();
                Correction correction = Correction.of(mask);
                correction.acceptRest();
                if (few++ % 2 == 1) { // some 30 pixels across, so 0.6 percent of these pictures
                    correction.brush(List.of(new Point(mask.width() / 2.0, mask.height() / 2.0)), 15, OTHER);
                }
                corrections.put(picture, correction);
            }
        }
        makeUnreadable(pictures().get(0)); // it has no number then, neither here nor among the scores
        try (DataSource source = DataSources.open(folder, DataSettings.defaults(), CacheOptions.none())) {
            List<HeldOutScore.Picture> accepted = new ArrayList<>();
            for (Dataset rows : List.of(source.train(), source.validation())) {
                HeldOutScore score = HeldOutScore.of(MODEL, List.of(rows), classes);
                AcceptedMasks.of(MODEL, rows, classes).stream()
                        .mapToObj(score.pictures()::get)
                        .forEach(accepted::add);
            }
            assertEquals(few, corrections.names().size());
            assertEquals((few + 1) / 2 - 1, accepted.size());
            double mean = new HeldOutScore(classes, accepted, List.of()).mean();
            assertTrue(mean > 0.95, "mean IoU " + mean);
        }
    }

    private void makeUnreadable(Path picture) throws Exception {
        byte[] bytes = Files.readAllBytes(picture);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Arrays.equals(bytes, Files.readAllBytes(file))) {
                    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
                }
            }
        }
    }

    @Test
    void picturesWithLabelsOfTheirOwnAreNotTaken() throws Exception {
        try (Segmenter segmenter = Segmenter.open(MODEL);
                DataSource labelled = DataSources.open(Run.DATA, DataSettings.defaults(), CacheOptions.none())) {
            List<String> classes =
                    segmenter.card().classes().stream().map(ClassLabel::name).toList();
            assertTrue(AcceptedMasks.of(MODEL, labelled.validation(), classes).isEmpty());
        }
    }

    private static List<Path> pictures() throws Exception {
        try (Stream<Path> files = Files.list(Run.ROOT.resolve("samples/images"))) {
            return files.filter(file -> file.toString().endsWith(".jpg"))
                    .sorted()
                    .toList();
        }
    }
}
