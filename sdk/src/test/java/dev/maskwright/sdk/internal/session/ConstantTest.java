package dev.maskwright.sdk.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.maskwright.sdk.graph.ExternalTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares the constants of a file with those that the official Protocol Buffers library reads. */
final class ConstantTest {

    private static final int LARGE = 50_001; // floats: more than one chunk, and not a power of two

    private static final TensorProto FLOATS =
            tensor("floats", 1, 2, 2).addAllFloatData(List.of(1f, 2f, 3f, 4f)).build();
    private static final TensorProto HALVES = tensor("halves", 10, 3, 1)
            .setRawData(ByteString.copyFrom(new byte[] {0, 60, 0, 64, 0, 66}))
            .build();
    private static final TensorProto LARGE_RAW = tensor("large", 1, LARGE)
            .setRawData(ByteString.copyFrom(new byte[4 * LARGE]))
            .build();
    private static final TensorProto COUNT = tensor("count", 7).addInt64Data(7).build();
    private static final TensorProto BESIDE = tensor("beside", 1, 300, 70_000)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(entry("location", "w.bin"))
            .addExternalData(entry("offset", "4096"))
            .build();

    private static TensorProto.Builder tensor(String name, int type, long... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type);
        for (long size : shape) {
            tensor.addDims(size);
        }
        return tensor;
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static byte[] model(TensorProto... constants) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .setProducerName("test")
                .setGraph(GraphProto.newBuilder().setName("graph").addAllInitializer(Arrays.asList(constants)))
                .build()
                .toByteArray();
    }

    private static List<Constant> read(byte[] model) throws IOException {
        List<Constant> constants = new ArrayList<>();
        Constant.visit(ModelData.of(model, "model"), constants::add);
        return constants;
    }

    /** Counts the bytes of the constants that it wants. */
    private static final class Counter implements Constant.Visitor {

        private final List<String> seen = new ArrayList<>();
        private long bytes;
        private int type;

        @Override
        public boolean wantsNumbers() {
            return seen.size() < 3;
        }

        @Override
        public void numbers(int type, ByteBuffer some) {
            this.type = type;
            bytes += some.remaining();
        }

        @Override
        public void take(Constant constant) {
            seen.add("%s: %d bytes of type %d".formatted(constant.name(), bytes, type));
            bytes = 0;
            type = 0;
        }
    }

    @Test
    void constantsAreAsTheyWereWritten() throws IOException {
        assertEquals(
                List.of(
                        new Constant("floats", Constant.FLOAT, List.of(2L, 2L), Optional.empty()),
                        new Constant("halves", Constant.FLOAT16, List.of(3L, 1L), Optional.empty()),
                        new Constant("large", Constant.FLOAT, List.of((long) LARGE), Optional.empty()),
                        new Constant("count", 7, List.of(), Optional.empty()),
                        new Constant(
                                "beside",
                                Constant.FLOAT,
                                List.of(300L, 70_000L),
                                Optional.of(new ExternalTensor(
                                        "beside", 84_000_000, Map.of("location", "w.bin", "offset", "4096"))))),
                read(model(FLOATS, HALVES, LARGE_RAW, COUNT, BESIDE)));
        assertEquals(List.of(), read(model()));
    }

    @Test
    void numbersAreReadWhereTheyAreWanted() throws IOException {
        Counter counter = new Counter();
        Constant.visit(ModelData.of(model(FLOATS, HALVES, LARGE_RAW, FLOATS), "model"), counter);
        assertEquals(
                List.of(
                        "floats: 16 bytes of type 1",
                        "halves: 6 bytes of type 10",
                        "large: 200004 bytes of type 1",
                        "floats: 0 bytes of type 0"),
                counter.seen);
    }

    @Test
    void shapesWithoutEndAreNotKept() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(packed);
        out.writeByteArray(1, new byte[Constant.MAX_RANK + 1]); // sizes of 0
        out.flush();
        TensorProto hostile = TensorProto.parseFrom(packed.toByteArray());
        assertEquals(Constant.MAX_RANK + 1, hostile.getDimsCount());
        String message = String.valueOf(
                assertThrows(IOException.class, () -> read(model(hostile))).getMessage());
        assertTrue(message.contains("more than 1024 dimensions"), message);
    }

    /** Broken files fail only with an IOException, and quickly. */
    @Test
    void brokenFilesEnd() {
        byte[] model = model(FLOATS, HALVES, COUNT, BESIDE);
        int refused = 0;
        for (int length = 0; length < model.length; length++) {
            refused += isRefused(Arrays.copyOf(model, length)) ? 1 : 0;
        }
        assertTrue(refused > 0);
        Random random = new Random(15);
        for (int i = 0; i < 20_000; i++) {
            byte[] broken = model.clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            refused += isRefused(broken) ? 1 : 0;
        }
        assertTrue(refused > 1000, "too few are broken");
    }

    private static boolean isRefused(byte[] model) {
        try {
            Constant.visit(ModelData.of(model, "model"), new Counter());
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
