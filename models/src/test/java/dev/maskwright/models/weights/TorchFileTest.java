package dev.maskwright.models.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.maskwright.models.graph.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TorchFileTest {

    private static final Path GOLDENS = Path.of("..", "..", "shared", "goldens", "weights");
    private static final float[] SIX = {0, 1, 2, 3, 4, 5};

    @Test
    void whatPyTorchSavedIsWhatItSavedAsSafetensors() throws IOException {
        assumeTrue(Files.isDirectory(GOLDENS), () -> "the recorded weights are not at " + GOLDENS);
        Weights torch = WeightFile.read(GOLDENS.resolve("segformer_b0_c2.pth"));
        Weights safetensors = WeightFile.read(GOLDENS.resolve("segformer_b0_c2.safetensors"));
        assertEquals(192, torch.keys().size());
        assertEquals(safetensors.asMap(), torch.asMap());
    }

    @Test
    void tensorsComeInTheirOrderWithSizesAndValues() throws IOException {
        PickleWriter pickle = new PickleWriter().beginDict();
        pickle.text("b").tensor("FloatStorage", "0", 6, 0, longs(2, 3), longs(3, 1));
        pickle.text("a").tensor("FloatStorage", "0", 6, 4, longs(), longs());
        Weights weights = parse(pickle.endDict().end());
        assertEquals(List.of("b", "a"), List.copyOf(weights.keys()));
        assertEquals(Tensor.of(Shape.of(2, 3), SIX), weights.get("b"));
        assertEquals(Tensor.of(Shape.of(), 4), weights.get("a"));
    }

    @Test
    void stridesAndOffsetsAreHonoured() throws IOException {
        PickleWriter pickle = new PickleWriter().beginDict();
        pickle.text("transposed").tensor("FloatStorage", "0", 6, 0, longs(3, 2), longs(1, 3));
        pickle.text("column").tensor("FloatStorage", "0", 6, 1, longs(2, 1), longs(3, 99));
        Weights weights = parse(pickle.endDict().end());
        assertEquals(Tensor.of(Shape.of(3, 2), 0, 3, 1, 4, 2, 5), weights.get("transposed"));
        assertEquals(Tensor.of(Shape.of(2, 1), 1, 4), weights.get("column"));
    }

    @Test
    void equalViewsShareTheirValues() throws IOException {
        PickleWriter pickle = new PickleWriter().beginDict();
        for (int i = 0; i < 10_000; i++) {
            pickle.text("k" + i).tensor("FloatStorage", "0", 6, 0, longs(6), longs(1));
        }
        Weights weights = parse(pickle.endDict().end());
        assertSame(weights.get("k0").values(), weights.get("k9999").values());
    }

    @ParameterizedTest
    @CsvSource({
        "DoubleStorage, F32, 000000000000f8bf000000000000f03f, -1.5, 1",
        "HalfStorage, F16, 003e00bc, 1.5, -1",
        "BFloat16Storage, BF16, c03f80bf, 1.5, -1",
        "LongStorage, I64, 0700000000000000ffffffffffffffff, 7, -1",
        "IntStorage, I64, 07000000ffffffff, 7, -1",
        "ByteStorage, I64, 07ff, 7, 255",
        "BoolStorage, I64, 0100, 1, 0"
    })
    void everyStorageTypeIsRead(String storage, Tensor.Type type, String hex, float first, float second)
            throws IOException {
        byte[] bytes = HexFormat.of().parseHex(hex);
        byte[] pickle = new PickleWriter()
                .beginDict()
                .text("a")
                .tensor(storage, "0", 2, 0, longs(2), longs(1))
                .endDict()
                .end();
        byte[] file = new ZipWriter()
                .stored("net/data.pkl", pickle)
                .stored("net/data/0", bytes)
                .end();
        assertEquals(
                new Tensor(type, Shape.of(2), new float[] {first, second}),
                TorchFile.parse(ByteBuffer.wrap(file), "net.pth").get("a"));
    }

    @Test
    void bigEndianStoragesAreRead() throws IOException {
        byte[] pickle = oneTensor(1, 0, longs(1), longs(1));
        byte[] file = new ZipWriter()
                .stored("net/data.pkl", pickle)
                .stored("net/byteorder", "big".getBytes(StandardCharsets.US_ASCII))
                .stored("net/data/0", new byte[] {0x3f, (byte) 0xc0, 0, 0})
                .end();
        assertEquals(
                Tensor.of(Shape.of(1), 1.5f),
                TorchFile.parse(ByteBuffer.wrap(file), "net.pth").get("a"));
    }

    @Test
    void newerProtocolsAndParametersAreRead() throws IOException {
        PickleWriter pickle = new PickleWriter().operation(0x80, 4, 0x95, 0, 0, 0, 0, 0, 0, 0, 0);
        pickle.operation(0x8c, 11)
                .raw("collections")
                .operation(0x8c, 11)
                .raw("OrderedDict")
                .operation(0x93, 0x94);
        pickle.operation(')', 'R').mark().operation(0x8c, 1, 'a', 0x94);
        pickle.global("torch._utils", "_rebuild_parameter");
        pickle.mark().tensor("FloatStorage", "0", 6, 0, longs(6), longs(1)).operation(0x88);
        pickle.operation('h', 0, ')', 'R', 't', 'R').endDict();
        pickle.operation('}').text("_metadata").operation('h', 0, ')', 'R', 's', 'b');
        assertEquals(Tensor.of(Shape.of(6), SIX), parse(pickle.end()).get("a"));
    }

    @Test
    void stateDictInACheckpointKeepsItsNameInFront() throws IOException {
        PickleWriter pickle = new PickleWriter().operation('}').mark();
        pickle.text("epoch").operation('K', 7, 'N', 'N', ')', 'N'); // keys that are no texts, as of a confusion matrix
        pickle.text("state_dict").beginDict();
        pickle.text("model.a")
                .tensor("FloatStorage", "0", 6, 0, longs(6), longs(1))
                .endDict();
        assertEquals(Set.of("state_dict.model.a"), parse(pickle.endDict().end()).keys());

        pickle = new PickleWriter().operation('}').mark().text("epoch").operation('K', 7);
        pickle.text("state_dict").beginDict();
        pickle.text("model.a")
                .tensor("FloatStorage", "0", 6, 0, longs(6), longs(1))
                .endDict();
        assertEquals(
                List.of("state_dict.model.a"),
                List.copyOf(parse(pickle.endDict().end()).keys()));
    }

    @ParameterizedTest
    @CsvSource({"os, system", "posix, system", "builtins, eval", "nt, system", "torch.storage, _load_from_bytes"})
    void picklesThatNameAnythingElseAreRefusedByThatName(String module, String name) {
        byte[] pickle = new PickleWriter()
                .global(module, name)
                .text("echo owned")
                .operation(0x85, 'R')
                .end();
        assertRefused(
                ZipWriter.torch(pickle),
                "net.pth: its pickle asks for " + module + "." + name
                        + ", which is not part of a state dict; nothing was run."
                        + " Save the weights alone: torch.save(model.state_dict(), \"new.pth\")");
        byte[] newer = new PickleWriter()
                .operation(0x80, 4)
                .text(module)
                .text(name)
                .operation(0x93)
                .end();
        assertRefused(ZipWriter.torch(newer), "asks for " + module + "." + name + ",");
    }

    @Test
    void namesInMessagesAreShortAndPrintable() {
        byte[] pickle = new PickleWriter()
                .global("evil\u001b[2J", "x".repeat(1_000_000))
                .end();
        String message = assertRefused(ZipWriter.torch(pickle), "its pickle asks for evil?[2J.xxx");
        assertTrue(message.length() < 500, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "6|-1|6|1|tensor 'a': it has 6 elements, from -1 to 4 of a storage of 6",
                "6|1|6|1|from 1 to 6 of a storage of 6",
                "6|0|7|0|it has 7 elements",
                "6|0|6|-1|with the strides [-1]",
                "6|0|0|1|it holds no state dict",
                "6|0|-3|1|its size is [-3]",
                "6|9223372036854775807|6|1|larger than any storage",
                "6|0|9223372036854775807|2|larger than any storage",
                "6|0|2|9223372036854775807|of a storage of 6",
                "5|0|5|1|storage '0' has 24 bytes, not the 5 elements of its FloatStorage",
                "-6|0|1|1|not the -6 elements",
                "4611686018427387910|0|1|1|not the 4611686018427387910 elements"
            })
    void tensorsBeyondTheirStorageAreRefused(long elements, long offset, long size, long stride, String message) {
        assertRefused(ZipWriter.torch(oneTensor(elements, offset, longs(size), longs(stride)), SIX), message);
    }

    @Test
    void sizesWhoseProductOverflowsAreRefused() {
        long[] sizes = longs(1L << 32, 1L << 32);
        assertRefused(ZipWriter.torch(oneTensor(6, 0, sizes, longs(0, 0)), SIX), "larger than any storage");
    }

    @Test
    void sizesWithoutAsManyStridesAreRefused() {
        assertRefused(ZipWriter.torch(oneTensor(6, 0, longs(6), longs()), SIX), "1 sizes but 0 strides");
    }

    @Test
    void manyViewsOfOneStorageCannotFillTheMemory() {
        int elements = 100_000;
        PickleWriter pickle = new PickleWriter().beginDict();
        for (int i = 0; i < 10_000; i++) {
            pickle.text("k" + i).tensor("FloatStorage", "0", elements, i, longs(elements - i), longs(1));
        }
        byte[] file = ZipWriter.torch(pickle.endDict().end(), new float[elements]);
        assertRefused(file, "have more values than net.pth has bytes");
    }

    @Test
    @Timeout(20)
    void oneHugeShapeRecalledManyTimesIsRefused() {
        PickleWriter pickle = new PickleWriter().mark();
        for (int i = 0; i < 100_000; i++) {
            pickle.operation('K', 1);
        }
        pickle.operation('t', 'q', 0, '0')
                .global("torch._utils", "_rebuild_tensor_v2")
                .mark();
        pickle.mark()
                .text("storage")
                .global("torch", "FloatStorage")
                .text("0")
                .text("cpu")
                .operation('K', 6);
        pickle.operation('t', 'Q', 'K', 0, 'h', 0, 'h', 0, 't', 'R');
        assertRefused(ZipWriter.torch(pickle.end(), SIX), "shape is not a tuple of at most 64 integers");
    }

    /** A long list or text is stored once, and operations of a few bytes go through all of it. */
    @Test
    void whatIsStoredOnceAndUsedOftenTakesNoTime() {
        byte[] calls = manyTimes(list(1_000_000), 'c', 'a', '\n', 'b', '\n', 'h', 1, 'R');
        byte[] newer = manyTimes(list(1_000_000), 'c', 'a', '\n', 'b', '\n', 'h', 1, '}', 0x92);
        PickleWriter text = new PickleWriter().text("x".repeat(1_000_000)).operation('q', 1);
        byte[] globals = manyTimes(text, 'h', 1, 'h', 1, 0x93, '0');
        for (byte[] pickle : List.of(calls, newer, globals)) {
            assertTimeoutPreemptively(
                    Duration.ofSeconds(20), () -> assertRefused(ZipWriter.torch(pickle), "takes more from its stack"));
        }
        PickleWriter key = new PickleWriter().operation('}').text("x".repeat(1_000_000));
        assertRefused(ZipWriter.torch(key.operation('N', 's').end()), "a key of 1,000,000 characters");
    }

    private static PickleWriter list(int length) {
        PickleWriter list = new PickleWriter().mark();
        for (int i = 0; i < length; i++) {
            list.operation('N');
        }
        return list.operation('t', 'q', 1);
    }

    /** Ends with what is refused: it goes back behind its first value. */
    private static byte[] manyTimes(PickleWriter pickle, int... operations) {
        for (int i = 0; i < 150_000; i++) {
            pickle.operation(operations);
        }
        return pickle.mark().operation('0').end();
    }

    @Test
    void sizesOfManyTensorsCannotFillTheMemory() {
        PickleWriter pickle = new PickleWriter()
                .numbers(new long[64])
                .operation('q', 1)
                .mark()
                .global("torch._utils", "_rebuild_tensor_v2")
                .operation('q', 2)
                .mark()
                .mark()
                .text("storage")
                .global("torch", "FloatStorage")
                .text("0")
                .text("cpu")
                .number(6)
                .operation('t', 'Q')
                .number(0)
                .operation('h', 1, 'h', 1, 't', 'q', 3);
        for (int i = 0; i < 100_000; i++) {
            pickle.operation('h', 2, 'h', 3, 'R');
        }
        assertRefused(ZipWriter.torch(pickle.operation('t').end(), SIX), "tensors of more than 2,000,000 dimensions");
    }

    /** Keys of a thousand letters lead to many tensors, each of whose names has all of them. */
    @Test
    void namesOfTensorsCannotFillTheMemory() {
        PickleWriter pickle = new PickleWriter()
                .tensor("FloatStorage", "0", 6, 0, longs(6), longs(1))
                .operation('q', 1);
        for (int i = 0; i < 4; i++) {
            pickle.operation('}').text("k".repeat(1_000));
        }
        pickle.operation('}').mark();
        for (int i = 0; i < 100_000; i++) {
            pickle.operation('J', i, i >> 8, i >> 16, 0, 'h', 1);
        }
        pickle.operation('u', 's', 's', 's', 's');
        assertRefused(ZipWriter.torch(pickle.end(), SIX), "have more than 16,777,216 characters");
    }

    @Test
    void tinyOperationsCannotFillTheMemory() {
        byte[] dicts = new byte[3_000_000];
        Arrays.fill(dicts, (byte) '}');
        dicts[0] = (byte) 0x80;
        dicts[1] = 2;
        assertRefused(ZipWriter.torch(dicts), "its pickle has more than 2,000,000 operations");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "80022e|takes more from its stack",
                "80026807|recalls 7, which it never stored",
                "800274|a mark that it never set",
                "80025d4b0173|takes more from its stack",
                "80025d4b014b0273|fills something that is not a dict",
                "80027d4b0161|appends to something that is not a list",
                "80027d7d4b01732e|it holds no state dict",
                "80027d4e62|ends early",
                "80027d284b0175|a key without a value",
                "80025800000041|ends early",
                "800258ffffffff41|ends early, at byte 7",
                "80028a09000000000000000000|ends early, at byte 13",
                "7d2e|has protocol 0 or 1",
                "800249310a2e|the operation 0x49 at byte 2",
                "80002e|has protocol 0",
                "80097d2e|has protocol 9",
                "80024b012e|it holds no state dict",
                "80025d51|a persistent id that is not a storage"
            })
    void brokenPicklesAreRefused(String hex, String message) {
        assertRefused(ZipWriter.torch(HexFormat.of().parseHex(hex)), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/net/x", "net/../../x", "..", "net\\x", "C:x", "./x"})
    void pathTricksAreRefused(String name) {
        byte[] file = new ZipWriter()
                .stored("net/data.pkl", oneTensor(6, 0, longs(6), longs(1)))
                .stored("net/data/0", ZipWriter.bytes(SIX))
                .stored(name, new byte[1])
                .end();
        assertRefused(file, "its entry '" + name + "' points out of the archive");
    }

    @Test
    void bombsAreRefusedBeforeTheyUnpack() {
        byte[] file = new ZipWriter()
                .stored("net/data.pkl", oneTensor(1 << 22, 0, longs(1 << 22), longs(1)))
                .deflated("net/data/0", new byte[1 << 24])
                .end();
        assertRefused(file, "its entry 'net/data/0' is compressed or encrypted");
    }

    @Test
    void sizesBeyondTheFileAreRefused() {
        byte[] file = ZipWriter.torch(oneTensor(6, 0, longs(6), longs(1)), SIX);
        int central = find(file, 0x02014b50, 0);
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(central + 20, 0x7fffffff).putInt(central + 24, 0x7fffffff);
        assertRefused(file, "its entry 'net/data.pkl' claims bytes");
        bytes.putInt(central + 20, -1).putInt(central + 24, -1);
        assertRefused(file, "its entry 'net/data.pkl' claims bytes");
        bytes.putInt(central + 42, -1);
        assertRefused(file, "its entry 'net/data.pkl' is not at byte 4294967295");
    }

    @Test
    void twoEntriesOfOneNameAreRefused() {
        byte[] file = new ZipWriter()
                .stored("net/data.pkl", oneTensor(6, 0, longs(6), longs(1)))
                .stored("net/data/0", ZipWriter.bytes(SIX))
                .stored("net/data/1", ZipWriter.bytes(SIX))
                .end();
        for (int at = find(file, '1', 0); at >= 0; at = find(file, '1', at + 1)) {
            if (at >= 5 && new String(file, at - 5, 6, StandardCharsets.ISO_8859_1).equals("data/1")) {
                file[at] = '0';
            }
        }
        assertRefused(file, "it has two entries called 'net/data/0'");
    }

    @Test
    void everyCutIsRefused() {
        byte[] whole = ZipWriter.torch(oneTensor(6, 0, longs(6), longs(1)), SIX);
        for (int length = 0; length < whole.length; length++) {
            assertRefused(Arrays.copyOf(whole, length), "net.pth: ");
        }
    }

    @Test
    void theOldestFormatIsToldHowToConvert() {
        byte[] tar = new byte[1024];
        System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
        assertRefused(tar, "torch.save(torch.load(\"old.pth\", map_location=\"cpu\"), \"new.pth\")");
    }

    @Test
    void filesFromBeforePyTorch16AreRead() throws IOException {
        Weights weights = WeightFile.parse(ByteBuffer.wrap(oldFile(1001, 0x88, 6)), "net.pth");
        assertEquals(List.of("b", "a"), List.copyOf(weights.keys()));
        assertEquals(Tensor.of(Shape.of(2, 3), SIX), weights.get("b"));
        assertEquals(new Tensor(Tensor.Type.I64, Shape.of(), new float[] {7}), weights.get("a"));
    }

    @Test
    void everyCutOfAnOldFileIsRefused() {
        byte[] whole = oldFile(1001, 0x88, 6);
        for (int length = 0; length < whole.length; length++) {
            assertRefused(Arrays.copyOf(whole, length), "net.pth: ");
        }
    }

    @Test
    void oldFilesThatClaimMoreThanTheyHaveAreRefused() {
        assertRefused(oldFile(1002, 0x88, 6), "version 1002");
        assertRefused(oldFile(1001, 0x88, Long.MAX_VALUE), "storage '77' claims 9223372036854775807 elements");
        assertRefused(oldFile(1001, 0x88, -1), "storage '77' claims -1 elements");
        assertRefused(oldFile(1001, 0x89, 6), "storage '77' claims"); // big-endian
        assertRefused(oldFile(1001, 0x88, 5), "");
    }

    /** Magic number, version, byte order, state dict, keys of the storages, and the storages behind their lengths. */
    private static byte[] oldFile(long version, int littleEndian, long claimed) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa850192e"));
        file.writeBytes(new PickleWriter().number(version).end());
        file.writeBytes(new PickleWriter()
                .operation('}', '(')
                .text("little_endian")
                .operation(littleEndian, 'u')
                .end());
        PickleWriter pickle = new PickleWriter().beginDict();
        pickle.text("b").oldTensor("FloatStorage", "77", 6, longs(2, 3), longs(3, 1));
        pickle.text("a").oldTensor("LongStorage", "78", 1, longs(), longs());
        file.writeBytes(pickle.endDict().end());
        file.writeBytes(new PickleWriter()
                .operation(']', '(')
                .text("77")
                .text("78")
                .operation('e')
                .end());
        ByteBuffer storages = ByteBuffer.allocate(8 + 6 * 4 + 8 + 8).order(ByteOrder.LITTLE_ENDIAN);
        storages.putLong(claimed);
        for (float value : SIX) {
            storages.putFloat(value);
        }
        file.writeBytes(storages.putLong(1).putLong(7).array());
        return file.toByteArray();
    }

    @Test
    void storagesThatAreNotThereAreNamed() {
        byte[] pickle = new PickleWriter()
                .beginDict()
                .text("a")
                .tensor("FloatStorage", "../../etc/passwd", 6, 0, longs(6), longs(1))
                .endDict()
                .end();
        assertRefused(ZipWriter.torch(pickle, SIX), "tensor 'a': there is no storage '../../etc/passwd'");
    }

    private static byte[] oneTensor(long elements, long offset, long[] sizes, long[] strides) {
        return new PickleWriter()
                .beginDict()
                .text("a")
                .tensor("FloatStorage", "0", elements, offset, sizes, strides)
                .endDict()
                .end();
    }

    /** What scripts put beside their state dicts: {@code argparse.Namespace}, numpy scalars, sets, bytes, tuples. */
    @Test
    void objectsBesideTheStateDictAreNamedAndNotMade() throws IOException {
        PickleWriter pickle = new PickleWriter().operation('}').mark();
        pickle.text("args")
                .global("argparse", "Namespace")
                .operation(')', 0x81, '}')
                .mark();
        pickle.text("lr").operation('K', 1, 'u', 'b');
        pickle.text("best").global("numpy.core.multiarray", "scalar").mark();
        pickle.global("numpy", "dtype").mark().text("f8").operation(0x89, 0x88, 't', 'R');
        pickle.operation('C', 2, 7, 7, 't', 'R');
        pickle.text("names").operation(0x8f).mark().text("a").text("b").operation(0x90);
        pickle.text("evil").global("os", "system").text("echo owned").operation(0x85, 'R');
        pickle.text("device").global("torch", "device").text("cpu").operation(0x85, 'R');
        pickle.text("counts")
                .global("collections", "defaultdict")
                .global("builtins", "list")
                .operation(0x85, 'R');
        pickle.text("optimizer").operation('}').text("state").operation('}', 'K', 0);
        pickle.tensor("FloatStorage", "0", 6, 0, longs(6), longs(1)).operation('s', 's');
        pickle.text("model").beginDict();
        pickle.text("a").tensor("FloatStorage", "0", 6, 0, longs(6), longs(1)).endDict();
        Weights weights = parse(pickle.endDict().end());
        assertEquals(List.of("model.a"), List.copyOf(weights.keys()));
        assertEquals(
                List.of("objects besides the weights were ignored, and their code was not run:"
                        + " argparse.Namespace, numpy.core.multiarray.scalar, os.system, torch.device"),
                weights.remarks());
    }

    @Test
    void pagesAndPointersAreToldWhatTheyAre() {
        assertRefused("<!DOCTYPE html><html>Not found</html>", "net.pth: a web page; the address may need a login");
        assertRefused("version https://git-lfs.github.com/spec/v1\noid sha256:abc\n", "net.pth: a Git LFS pointer");
        assertRefused("", "net.pth: the file is empty");
    }

    private static void assertRefused(String text, String message) {
        ByteBuffer file = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        String found = String.valueOf(assertThrows(IOException.class, () -> WeightFile.parse(file, "net.pth"))
                .getMessage());
        assertTrue(found.startsWith(message), found);
    }

    private static Weights parse(byte[] pickle) throws IOException {
        return TorchFile.parse(ByteBuffer.wrap(ZipWriter.torch(pickle, SIX)), "net.pth");
    }

    private static String assertRefused(byte[] file, String message) {
        String found =
                String.valueOf(assertThrows(IOException.class, () -> TorchFile.parse(ByteBuffer.wrap(file), "net.pth"))
                        .getMessage());
        assertTrue(found.contains(message), found);
        return found;
    }

    private static int find(byte[] file, int value, int from) {
        int width = value > 0xff ? 4 : 1;
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = from; i + width <= file.length; i++) {
            if ((width == 4 ? bytes.getInt(i) : file[i]) == value) {
                return i;
            }
        }
        return -1;
    }

    private static long[] longs(long... values) {
        return values;
    }
}
