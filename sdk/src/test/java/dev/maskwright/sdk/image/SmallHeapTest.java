package dev.maskwright.sdk.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.maskwright.sdk.ChildJvm;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures larger than the heap: each is refused with the right reason, and the next one can be read. */
final class SmallHeapTest {

    private static final int SIDE = 2400; // 33 MB while it is decoded
    private static final String REFUSAL =
            "its 2400x2400 pixels take about 33 MB while they are decoded, more memory than Java has "
                    + "left of 23 MB; let it use more (-Xmx), or scale the picture down first";

    @TempDir
    Path folder = Path.of("");

    @Test
    void aPictureThatDoesNotFitIsNoDamagedFile() throws Exception {
        List<String> files = List.of(write("jpeg", SIDE), write("png", SIDE), write("gif", SIDE), write("png", 32));
        List<String> command = ChildJvm.java();
        command.addAll(List.of("-Xmx24m", "-XX:+UseSerialGC", "-Djava.awt.headless=true", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(Reader.class.getName());
        command.addAll(files);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        List<String> expected = new ArrayList<>();
        for (String file : files.subList(0, 3)) {
            expected.add(file + ": " + REFUSAL);
        }
        expected.add(files.get(3) + ": read");
        expected.add("labels: " + REFUSAL);
        assertEquals(
                expected, output.replaceAll("of \\d+ MB;", "of 23 MB;").lines().toList());
    }

    private String write(String format, int side) throws IOException {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_3BYTE_BGR);
        Path file = folder.resolve(side + "." + format);
        if (!ImageIO.write(image, format, file.toFile())) {
            throw new IOException("there is no writer for " + format);
        }
        return file.toString();
    }

    /** The child process: reads each file as a picture, then the second one as labels, and prints the outcomes. */
    static final class Reader {

        private Reader() {}

        public static void main(String[] args) throws IOException {
            for (String name : args) {
                try {
                    ImageFiles.read(Path.of(name));
                    System.out.println(name + ": read");
                } catch (ImageReadException e) {
                    System.out.println(e.getMessage());
                }
            }
            try {
                ImageFiles.decodeLabels(Files.readAllBytes(Path.of(args[1])), "labels");
            } catch (ImageReadException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
