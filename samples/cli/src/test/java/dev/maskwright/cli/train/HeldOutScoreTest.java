package dev.maskwright.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.cli.Run;
import dev.maskwright.folder.corrections.Correction;
import dev.maskwright.folder.corrections.CorrectionSet;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.source.DataSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HeldOutScoreTest {

    private static final Path MODEL = Run.ROOT.resolve("models/trained/interiors-edgefpn-lite0-int8.onnx");

    @TempDir
    Path folder = Path.of("");

    /** Masks go from the size of the network to that of the picture, and back. */
    @Test
    void acceptedMasksAreToldFromLabels() throws Exception {
        List<String> classes;
        int held;
        try (Segmenter segmenter = Segmenter.open(MODEL)) {
            classes = segmenter.card().classes().stream().map(ClassLabel::name).toList();
            CorrectionSet corrections = CorrectionSet.open(folder, classes);
            for (Path file : pictures()) {
                byte[] picture = Files.readAllBytes(file);
                Mask mask = segmenter
                        .segment(ImageFiles.decode(picture, file.toString()))
                        .atFrameSize();
                Correction correction = Correction.of(mask);
                correction.acceptRest();
                corrections.put(picture, correction);
            }
            held = corrections.names().size();
        }
        try (DataSource source = DataSources.open(folder, DataSettings.defaults(), CacheOptions.none())) {
            HeldOutScore score = HeldOutScore.of(MODEL, List.of(source.train(), source.validation()), classes);
            assertEquals(held, score.pictures().size());
            for (HeldOutScore.Picture picture : score.pictures()) {
                double wrong = picture.counts().wrong();
                assertTrue(wrong < HeldOutGate.LEAST_CORRECTED, "an accepted mask differs by " + wrong);
            }
            assertTrue(score.mean() > 0.95, "mean IoU " + score.mean());
        }
        try (DataSource labelled = DataSources.open(Run.DATA, DataSettings.defaults(), CacheOptions.none())) {
            HeldOutScore score = HeldOutScore.of(MODEL, List.of(labelled.validation()), classes);
            for (HeldOutScore.Picture picture : score.pictures()) {
                double wrong = picture.counts().wrong();
                assertTrue(wrong > HeldOutGate.LEAST_CORRECTED, "a picture with labels of its own differs by " + wrong);
            }
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
