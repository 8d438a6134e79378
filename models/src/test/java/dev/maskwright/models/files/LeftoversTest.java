package dev.maskwright.models.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is unfinished when a process ends. */
final class LeftoversTest {

    /** In a process of its own, which ends with a file and a folder that are not done. */
    @Test
    void nothingUnfinishedIsLeftWhenAProcessEnds(@TempDir Path folder) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndsAmidWriting.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(143, process.waitFor(), said);
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(folder.resolve("filled")), left.toList());
        }
    }

    /** Is told to end while threads write without a pause. */
    static final class EndsAmidWriting {

        private EndsAmidWriting() {}

        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[0]);
            PartFolder filled = PartFolder.of(folder.resolve("filled"));
            Files.writeString(filled.path().resolve("a"), "a");
            for (int i = 0; i < 4; i++) {
                Path file = folder.resolve("file" + i);
                Thread writer = new Thread(() -> rewrite(file));
                writer.setDaemon(true);
                writer.start();
            }
            Thread.sleep(200);
            System.exit(143);
        }

        private static void rewrite(Path file) {
            try {
                for (int i = 0; i < 1_000_000; i++) {
                    try (PartFile part = PartFile.of(file)) {
                        part.write(channel -> WholeFile.writeFully(
                                channel, ByteBuffer.wrap("half-written".getBytes(StandardCharsets.UTF_8))));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
