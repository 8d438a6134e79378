package dev.maskwright.sdk.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.maskwright.sdk.ChildJvm;
import dev.maskwright.sdk.LargePicture;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Pictures larger than memory, in child processes with a small heap. */
@NullUnmarked
class LargePictureTest {

    @TempDir
    Path folder;

    @Test
    void pictureThatDoesNotFitIntoMemoryIsSegmented() throws IOException, InterruptedException {
        segment(2_000, 4_000, "24m", 1 << 20); // 24 MB as RGB
    }

    /** Takes half a minute on one core: {@code mvn test -pl sdk -Dtest=LargePictureTest -Dmaskwright.slow=true}. */
    @Test
    @EnabledIfSystemProperty(named = "maskwright.slow", matches = "true")
    void pictureOfOneHundredMegapixelsIsSegmentedInAQuarterOfItsSize() throws IOException, InterruptedException {
        segment(12_000, 9_000, "256m", 64 << 20); // 324 MB as RGB
    }

    private void segment(int width, int height, String memory, int stripBytes)
            throws IOException, InterruptedException {
        Path picture = folder.resolve("picture.png");
        writePng(picture, width, height);
        long begin = System.nanoTime();
        List<String> command = ChildJvm.java();
        command.addAll(List.of(
                "-Xmx" + memory,
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                LargePicture.class.getName(),
                picture.toString(),
                folder.toString(),
                Integer.toString(stripBytes)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        long band = (long) width / 4 * height;
        assertEquals(List.of(band, band, band, band).toString(), output.strip());
        System.out.printf(
                "%dx%d with a heap of %s: %.1f s%n", width, height, memory, (System.nanoTime() - begin) / 1e9);
    }

    /** A PNG of four vertical bands, black, red, green and blue, written row by row. */
    private static void writePng(Path file, int width, int height) throws IOException {
        byte[] row = new byte[1 + 3 * width];
        for (int x = 0; x < width; x++) {
            int band = 4 * x / width;
            if (band > 0) {
                row[1 + 3 * x + band - 1] = (byte) 255;
            }
        }
        Path packed = file.resolveSibling("packed");
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (OutputStream out = new DeflaterOutputStream(Files.newOutputStream(packed), deflater, 1 << 16)) {
            for (int y = 0; y < height; y++) {
                out.write(row);
            }
        } finally {
            deflater.end();
        }
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
            out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
            chunk(out, "IHDR", new byte[] {
                (byte) (width >> 24),
                (byte) (width >> 16),
                (byte) (width >> 8),
                (byte) width,
                (byte) (height >> 24),
                (byte) (height >> 16),
                (byte) (height >> 8),
                (byte) height,
                8,
                2,
                0,
                0,
                0
            });
            chunk(out, "IDAT", Files.readAllBytes(packed));
            chunk(out, "IEND", new byte[0]);
        }
    }

    private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        out.writeInt((int) crc.getValue());
    }
}
