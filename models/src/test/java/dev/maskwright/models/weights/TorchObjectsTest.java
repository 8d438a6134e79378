package dev.maskwright.models.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.maskwright.models.graph.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files of PyTorch 2.15 with more in them than a state dict of floats; all hold [1, 2, 3] under "a" and 7 under "b".
 */
class TorchObjectsTest {

    @ParameterizedTest
    @CsvSource({
        "types.pth, ''",
        "keys.pth, state_dict.",
        "subclasses.pth, ''",
        "dicts.pth, state_dict.",
        "network.pth, layer.0.",
        "network-inside.pth, model.layer.0."
    })
    void weightsAreFoundAmongObjectsOfOtherKinds(String name, String prefix) throws IOException {
        Weights weights = read(name);
        assertEquals(Tensor.of(Shape.of(3), 1, 2, 3), weights.get(prefix + "a"));
        assertEquals(7, weights.get(prefix + "b").values()[0]);
        assertEquals(
                name.equals("types.pth") ? Set.of("a", "b", "int8", "int16") : Set.of(prefix + "a", prefix + "b"),
                weights.keys());
    }

    @Test
    void wholeNumbersOfFewBitsKeepTheirSign() throws IOException {
        Weights weights = read("types.pth");
        assertEquals(new Tensor(Tensor.Type.I64, Shape.of(2), new float[] {-3, 4}), weights.get("int8"));
        assertEquals(weights.get("int8"), weights.get("int16"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "types.pth|objects besides the weights were ignored, and their code was not run:"
                        + " torch.ComplexFloatStorage, torch._utils._rebuild_sparse_tensor,"
                        + " torch.float8_e4m3fn, torch.uint16",
                "dicts.pth|the weights were taken from objects, whose code was not run: __main__.AttrDict",
                "network.pth|the weights were taken from objects, whose code was not run: __main__.Net",
                "network-inside.pth|the weights were taken from objects, whose code was not run: __main__.Net"
            })
    void whatTheObjectsWereIsSaid(String name, String remark) throws IOException {
        assertEquals(List.of(remark), read(name).remarks());
    }

    /** As Python 2 pickles it: with its entries as arguments. */
    @Test
    void orderedDictsOfPython2AreRead() throws IOException {
        PickleWriter pickle = new PickleWriter().global("collections", "OrderedDict");
        pickle.operation(']', ']').text("a").operation('a');
        pickle.tensor("FloatStorage", "0", 6, 0, new long[] {6}, new long[] {1}).operation('a', 'a', 0x85, 'R');
        byte[] file = ZipWriter.torch(pickle.end(), 1, 2, 3, 4, 5, 6);
        assertEquals(
                Tensor.of(Shape.of(6), 1, 2, 3, 4, 5, 6),
                TorchFile.parse(ByteBuffer.wrap(file), "net.pth").get("a"));
    }

    static Stream<Arguments> others() {
        return Stream.of(
                arguments("\u00ef\u00bb\u00bf<!-- x --><html>", "a web page"),
                arguments("<?xml version='1.0'?><Error>", "a web page"),
                arguments("{'error':'Not Found'}", "JSON text"),
                arguments("{'weight_map':{}}", "the index of weights that are split over several files"),
                arguments("Entry not found", "text, not weights: it begins with \"Entry not found\""),
                arguments("\u0089HDF\r\n\u001a", "an HDF5 file"),
                arguments("GGUF\u0003", "a GGUF file"),
                arguments("\u0093NUMPY\u0001", "a NumPy array"),
                arguments("\u001f\u008b\b", "a gzip archive"),
                arguments("\u0080\u0004\u0095", "a plain pickle"),
                arguments("\b\u0007\u0012\0", "an ONNX model"));
    }

    @ParameterizedTest
    @MethodSource("others")
    void whatLiesInThePlaceOfWeightsIsNamed(String latin1, String message) {
        ByteBuffer file = ByteBuffer.wrap(latin1.replace('\'', '"').getBytes(StandardCharsets.ISO_8859_1));
        String found = String.valueOf(assertThrows(IOException.class, () -> WeightFile.parse(file, "net"))
                .getMessage());
        assertTrue(found.startsWith("net: " + message), found);
    }

    private static Weights read(String name) throws IOException {
        try (InputStream stream = TorchObjectsTest.class.getResourceAsStream(name)) {
            return WeightFile.parse(ByteBuffer.wrap(stream.readAllBytes()), name);
        }
    }
}
