package dev.maskwright.models.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.zoo.Architectures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SafetensorsFileTest {

    private final Path folder;
    private final Path file;

    SafetensorsFileTest(@TempDir Path folder) {
        this.folder = folder;
        file = folder.resolve("weights.safetensors");
    }

    @Test
    void networkComesBackAsItWasWritten() throws IOException {
        Network network = Architectures.build("segformer-mit_b0", 3, 4);
        Weights weights = FormulaWeights.of(network);
        SafetensorsFile.write(file, weights);
        Weights read = SafetensorsFile.read(file).requireFits(network, "file");
        assertEquals(weights.asMap(), read.asMap());
        assertEquals(List.copyOf(weights.keys()), List.copyOf(read.keys()));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void everyTypeComesBack() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Tensor.Type type : Tensor.Type.values()) {
            tensors.put("of type " + type, new Tensor(type, Shape.of(2, 2), new float[] {0, 1, -3, 96}));
        }
        tensors.put("scalar", new Tensor(Tensor.Type.I64, Shape.of(), new float[] {7}));
        SafetensorsFile.write(file, Weights.of(tensors));
        assertEquals(tensors, SafetensorsFile.read(file).asMap());
    }

    @Test
    void layoutIsTheFormats() throws IOException {
        write(
                "{\"__metadata__\":{\"format\":\"pt\"},"
                        + "\"b\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[8,16]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}",
                16);
        Weights weights = SafetensorsFile.read(file);
        assertEquals(List.of("a", "b"), List.copyOf(weights.keys()));
        assertEquals(Shape.of(1, 2), weights.get("a").shape());
        assertEquals(0x01010101, Float.floatToIntBits(weights.get("a").values()[0]));
        assertEquals((float) 0x0101010101010101L, weights.get("b").values()[0]);
    }

    @Test
    void everyCutIsRefused() throws IOException {
        SafetensorsFile.write(file, Weights.of(Map.of("a", Tensor.of(Shape.of(3), 1, 2, 3))));
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertRefused("is not a complete safetensors file");
        }
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertRefused("its tensors end at byte 12 of 13");
    }

    @ParameterizedTest
    @CsvSource({
        "F64, 000000000000f83f, 1.5",
        "I32, fdffffff, -3",
        "I16, fdff, -3",
        "I8, fd, -3",
        "U32, fdffffff, 4294967293",
        "U16, fdff, 65533",
        "U8, fd, 253",
        "BOOL, 01, 1"
    })
    void numbersOfAllWidthsAreRead(String dtype, String bytes, float value) throws IOException {
        byte[] data = HexFormat.of().parseHex(bytes);
        Weights weights =
                parse("{'a':{'dtype':'%s','shape':[1],'data_offsets':[0,%d]}}".formatted(dtype, data.length), data);
        assertEquals(value, weights.get("a").values()[0]);
        assertEquals(
                dtype.equals("F64") ? Tensor.Type.F32 : Tensor.Type.I64,
                weights.get("a").type());
    }

    @Test
    void emptyTensorsAndThoseOfOtherTypesAreLeftOutAndNamed() throws IOException {
        String header =
                "{'b':{'dtype':'F8_E4M3','shape':[2],'data_offsets':[4,6]},'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'c':{'dtype':'F32','shape':[3,0],'data_offsets':[4,4]}}";
        Weights weights = parse(header, new byte[6]);
        assertEquals(Set.of("a"), weights.keys());
        assertEquals(
                List.of("tensors that are empty or of unsupported types were ignored: 'c' (empty); 'b' (F8_E4M3)"),
                weights.remarks());
    }

    private static Weights parse(String header, byte[] data) throws IOException {
        byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        return SafetensorsFile.parse(
                file.putLong(json.length).put(json).put(data).flip(), "weights");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not json|its header is not a JSON object",
                "[]|its header is not a JSON object",
                "{}|it holds no tensors",
                "{\"a\":1} x|its header is not a JSON object",
                "{\"a\":1,\"a\":1}|it has two tensors called 'a'",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,9]}}|two data_offsets",
                "{\"a\":{}}|which cannot be read (",
                "{\"a\":{\"dtype\":\"Q4\",\"shape\":[2],\"data_offsets\":[0,8]}}|it holds no"
                        + " tensors of supported types: 'a' (Q4)",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}|which cannot be read (",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}|which cannot be read (",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}|tensor 'a',"
                        + " F32 (3), claims bytes 0 to 8",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|expected 0 to 4 of 8",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[65536,65536,65536,65536],\"data_offsets\":[0,0]}}|which"
                        + " cannot be read (",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[9],\"data_offsets\":[0,36]}}|claims bytes 0 to 36"
            })
    void headerThatDoesNotFitIsRefused(String header, String message) throws IOException {
        write(header, 8);
        assertRefused(message);
    }

    @Test
    void weightsOfAnotherNetworkAreRefusedWithEveryKey() {
        Network network = Architectures.build("unet-resnet18", 3, 4);
        Map<String, Tensor> tensors =
                new LinkedHashMap<>(FormulaWeights.of(network).asMap());
        tensors.remove("encoder.conv1.weight");
        tensors.put("segmentation_head.0.bias", Tensor.of(Shape.of(1), 0));
        tensors.put("extra", Tensor.of(Shape.of(1), 0));
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> Weights.of(tensors).requireFits(network, "unet.safetensors"));
        assertEquals(
                "unet.safetensors: 3 of 182 keys do not fit unet-resnet18 with 3 input channels and 4 classes:"
                        + " encoder.conv1.weight is missing; segmentation_head.0.bias is (1), network has (4);"
                        + " the network has no extra",
                refused.getMessage());
    }

    /** A file of this header and of {@code data} bytes, each 1. */
    private void write(String header, int data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        byte[] ones = new byte[data];
        Arrays.fill(ones, (byte) 1);
        Files.write(
                file,
                ByteBuffer.allocate(8 + text.length + data)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(text.length)
                        .put(text)
                        .put(ones)
                        .array());
    }

    private void assertRefused(String message) {
        String found = String.valueOf(assertThrows(IOException.class, () -> SafetensorsFile.read(file))
                .getMessage());
        assertTrue(found.startsWith(file + " is not a complete safetensors file") && found.contains(message), found);
    }
}
