package dev.maskwright.exporter.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.exporter.Export;
import dev.maskwright.exporter.ExportOptions;
import dev.maskwright.exporter.Form;
import dev.maskwright.exporter.fixtures.Cards;
import dev.maskwright.exporter.fixtures.Pictures;
import dev.maskwright.exporter.onnx.OnnxFile;
import dev.maskwright.exporter.rewrite.Rewriting;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.zoo.Architectures;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelCard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ComparisonTest {

    private static final Network NETWORK = Architectures.build("segformer-mit_b0", 3, 4);
    private static final List<Frame> PICTURES = List.of(Pictures.of(80, 60, 1), Pictures.of(64, 64, 2));

    private final Path folder;

    ComparisonTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void rewrittenFileAgreesWithThePlainOneAcrossForms() throws IOException {
        Path plain = write("plain", Form.TENSOR, Rewriting.NONE, 64);
        Path rewritten = write("rewritten", Form.PIXELS, Rewriting.ALL, 64);
        Comparison.Result result = Comparison.of(plain, rewritten, PICTURES, 1, 1);
        assertEquals(2, result.agreement().pictures());
        assertTrue(result.agreement().passed(), result.agreement().toText());
        assertTrue(result.agreement().largestDifference() > 0, "two graphs, not one twice");
        assertTrue(result.first().leastCpu().isPresent());
        assertTrue(Comparison.of(plain, rewritten, PICTURES, 2, 1)
                .first()
                .leastCpu()
                .isEmpty());
    }

    @Test
    void masksOfDifferentSizesAreComparedAtTheSizeOfThePicture() throws IOException {
        Path first = write("first", Form.PIXELS, Rewriting.ALL, 64);
        Path second = write("second", Form.PIXELS, Rewriting.ALL, 96);
        Comparison.Result result = Comparison.of(first, second, PICTURES, 1, 1);
        assertTrue(Double.isNaN(result.agreement().largestDifference()), "logits have no size in common");
        long pixels = 80 * 60 + 64 * 64;
        assertEquals(pixels, sum(result, ClassAgreement::first));
        assertEquals(pixels, sum(result, ClassAgreement::second));
        assertEquals(result.agreement().equalPixels(), (double) sum(result, ClassAgreement::both) / pixels, 1e-12);
        assertTrue(result.agreement().equalPixels() > 0.5, "one network at two sizes");
    }

    @Test
    void modelAgreesWithItselfOnEveryClassThatItSees() throws IOException {
        Path file = write("one", Form.TENSOR, Rewriting.ALL, 64);
        Comparison.Result result = Comparison.of(file, file, PICTURES, 1, 1);
        assertEquals(1, result.agreement().equalPixels());
        assertEquals(NETWORK.classes(), result.classes().size());
        for (ClassAgreement agreement : result.classes()) {
            assertTrue(agreement.iou() == 1 || agreement.first() == 0, agreement.toString());
        }
    }

    @Test
    void modelsOfOtherClassesAreRefused() throws IOException {
        Path first = write("first", Form.PIXELS, Rewriting.ALL, 64);
        Path second = folder.resolve("second.onnx");
        ModelCard card = OnnxFile.card(OnnxFile.read(first), "first");
        List<ClassLabel> classes = new ArrayList<>(card.classes());
        classes.set(2, new ClassLabel(2, "sofa", "#123456"));
        Files.copy(first, second);
        Export.replaceCard(
                second,
                new ModelCard(
                        card.name(),
                        card.version(),
                        card.architecture(),
                        classes,
                        card.input(),
                        card.normalization(),
                        card.outputs(),
                        card.provenance(),
                        card.golden()));
        Exception refused =
                assertThrows(IllegalArgumentException.class, () -> Comparison.of(first, second, PICTURES, 1, 1));
        assertEquals(
                ("%s and %s cannot be compared: class 2 is 'class 2' in one and 'sofa' in the"
                                + " other; compare models of the same data set")
                        .formatted(first, second),
                refused.getMessage());
    }

    private static long sum(Comparison.Result result, ToLongFunction<ClassAgreement> count) {
        return result.classes().stream().mapToLong(count).sum();
    }

    private Path write(String name, Form form, Rewriting rewriting, int width) throws IOException {
        Path file = folder.resolve(name + ".onnx");
        Trained trained = new Trained(NETWORK, FormulaWeights.of(NETWORK));
        ExportOptions options = ExportOptions.defaults().withForm(form).withRewriting(rewriting);
        Export.of(trained, Cards.description(NETWORK, width, 64), options).write(PICTURES.get(0), file);
        return file;
    }
}
