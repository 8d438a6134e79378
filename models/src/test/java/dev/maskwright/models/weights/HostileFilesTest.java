package dev.maskwright.models.weights;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files made to harm: either they are read, or there is one IOException, and memory stays in proportion to the file.
 */
final class HostileFilesTest {

    private static final long SEED = 20240611;
    private static final int INPUTS = 120_000;
    /** What a mutated file of a kilobyte may allocate: its message with stack trace, JSON and boxes; far below 1 MB. */
    private static final long MOST_ALLOCATED = 400_000;

    @Test
    void mutatedFilesAreReadOrRefused() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        List<byte[]> seeds = List.of(torch(), torch(), nested(), safetensors(), safetensors());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        int read = 0;
        for (int i = 0; i < INPUTS; i++) {
            byte[] file = mutated(seeds.get(i % seeds.size()), random);
            boolean sampled = i % 16 == 0 && i > 10_000; // after classes are loaded
            long before = sampled ? threads.getThreadAllocatedBytes(thread) : 0;
            try {
                assertTrue(
                        WeightFile.parse(ByteBuffer.wrap(file), "fuzz").keys().size() < 100);
                read++;
            } catch (IOException e) {
                assertTrue(String.valueOf(e.getMessage()).length() < 1000, e.getMessage());
            } catch (RuntimeException | Error e) {
                fail("input %d of seed %d: %s".formatted(i, SEED, HexFormat.of().formatHex(file)), e);
            }
            if (sampled) {
                long allocated = threads.getThreadAllocatedBytes(thread) - before;
                assertTrue(allocated < MOST_ALLOCATED, () -> "%d bytes for %s"
                        .formatted(allocated, HexFormat.of().formatHex(file)));
            }
        }
        assertTrue(
                read > INPUTS / 100 && read < INPUTS,
                "%d of %d were read: mutations hit what matters".formatted(read, INPUTS));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{`dtype`:`F32`,`shape`:[2],`data_offsets`:[-8,0]}|claims bytes -8 to 0",
                "{`dtype`:`F32`,`shape`:[2],`data_offsets`:[4294967296,4294967304]}|which cannot be read (",
                "{`dtype`:`F32`,`shape`:[4294967298],`data_offsets`:[0,8]}|which cannot be read (",
                "{`dtype`:`F32`,`shape`:[2.5],`data_offsets`:[0,8]}|which cannot be read (",
                "{`dtype`:`F32`,`shape`:[1e999999999],`data_offsets`:[0,8]}|which cannot be read (",
                "{`dtype`:`F32`,`shape`:[2147483647,2147483647,4],`data_offsets`:[0,8]}|which cannot be read (",
                "{`dtype`:`F32`,`shape`:[1000000000],`data_offsets`:[0,4000000000]}|which cannot be read (",
                "{`dtype`:`F32`,`shape`:[500000000],`data_offsets`:[0,2000000000]}|expected 0 to 2000000000 of 8"
            })
    void offsetsAndShapesOutsideTheFileAreRefused(String tensor, String message) {
        assertRefused(header("{\"a\":%s}".formatted(tensor.replace('`', '"')), 8), message);
    }

    @Test
    void overlappingTensorsAreRefused() {
        String first = "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
        String second = "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}";
        assertRefused(
                header("{%s,%s}".formatted(first, second), 12),
                "tensor 'b', F32 (2), claims bytes 4 to 12; expected 8 to 16 of 12");
        assertRefused(header("{%s,%s}".formatted(first, first.replace("\"a\"", "\"b\"")), 8), "expected 8 to 16 of 8");
    }

    @Test
    void headerLongerThanTheFileIsRefused() {
        byte[] file = header("{}", 0);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Long.MAX_VALUE);
        assertRefused(file, "its header claims 9223372036854775807 of 10 bytes");
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0, -1);
        assertRefused(file, "its header claims -1 of 10 bytes");
    }

    @Test
    void deepJsonIsRefused() {
        assertRefused(header("{\"a\":" + "[".repeat(1_000_000), 0), "its header is not a JSON object");
        assertRefused(header("{\"a\":" + "{\"b\":".repeat(1_000_000), 0), "its header is not a JSON object");
    }

    @Test
    void whatIsNoWeightFileIsToldSo() {
        assertRefused(new byte[0], "fuzz: the file is empty");
        assertRefused(new byte[] {1, 2, 3}, "fuzz: it is neither a zip file nor a file of PyTorch");
        assertRefused("<html>not found</html>".getBytes(StandardCharsets.US_ASCII), "fuzz: a web page");
    }

    private static byte[] mutated(byte[] seed, RandomGenerator random) {
        byte[] file = seed.clone();
        int kind = random.nextInt(8);
        if (kind == 0) { // cut
            file = Arrays.copyOf(file, random.nextInt(file.length));
        } else if (kind == 1) { // a piece copied elsewhere
            int length = random.nextInt(Math.min(64, file.length));
            int from = random.nextInt(file.length - length);
            System.arraycopy(file, from, file, random.nextInt(file.length - length), length);
        } else if (kind == 2) { // a number that is an edge case
            long[] edges = {0, -1, 1, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32};
            ByteBuffer.wrap(file)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(random.nextInt(file.length - 8), edges[random.nextInt(edges.length)]);
        } else {
            for (int i = random.nextInt(1, 5); i > 0; i--) {
                int at = random.nextInt(file.length);
                file[at] = kind < 5 ? (byte) random.nextInt(256) : (byte) (file[at] ^ 1 << random.nextInt(8));
            }
        }
        return file;
    }

    private static byte[] torch() {
        PickleWriter pickle = new PickleWriter().beginDict();
        pickle.text("a").tensor("FloatStorage", "0", 6, 0, new long[] {2, 3}, new long[] {3, 1});
        pickle.text("b").tensor("FloatStorage", "0", 6, 4, new long[] {}, new long[] {});
        return ZipWriter.torch(pickle.endDict().end(), 0, 1, 2, 3, 4, 5);
    }

    private static byte[] nested() {
        PickleWriter pickle = new PickleWriter()
                .operation('}')
                .mark()
                .text("state_dict")
                .beginDict()
                .text("model.a");
        pickle.global("torch._utils", "_rebuild_parameter").mark();
        pickle.tensor("FloatStorage", "0", 2, 0, new long[] {2}, new long[] {1}).operation(0x88, 'N', 't', 'R');
        return ZipWriter.torch(pickle.endDict().endDict().end(), 1, 2);
    }

    private static byte[] safetensors() {
        String header = "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
                + "\"b\":{\"dtype\":\"BF16\",\"shape\":[3],\"data_offsets\":[8,14]},"
                + "\"c\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[14,22]}}";
        return header(header, 22);
    }

    private static byte[] header(String json, int data) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .array();
    }

    private static void assertRefused(byte[] file, String message) {
        String found =
                String.valueOf(assertThrows(IOException.class, () -> WeightFile.parse(ByteBuffer.wrap(file), "fuzz"))
                        .getMessage());
        assertTrue(found.contains(message), found);
    }
}
