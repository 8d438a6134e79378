package dev.maskwright.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An application that is a module and requires the SDK, as others write it. */
@Timeout(120)
final class ModulePathTest {

    /** The SDK and what it needs, by parts of their paths. */
    private static final Pattern SDK =
            Pattern.compile("[/\\\\](sdk[/\\\\]target|maskwright-sdk|onnxruntime|gson|caffeine"
                    + "|imageio-|common-|metadata-extractor|xmpcore)");

    @Test
    void requiringTheSdkIsEnough(@TempDir Path folder) throws Exception {
        Path module =
                Files.writeString(folder.resolve("module-info.java"), "module app { requires maskwright.sdk; }\n");
        Path main = Files.writeString(folder.resolve("Main.java"), """
                package app;

                import dev.maskwright.sdk.Segmenter;
                import dev.maskwright.sdk.image.ImageFiles;
                import java.nio.file.Path;

                public class Main {
                    public static void main(String[] args) throws Exception {
                        try (Segmenter segmenter = Segmenter.open(Path.of(args[0]))) {
                            System.out.println(segmenter.segment(ImageFiles.read(Path.of(args[1]))).frameWidth());
                        }
                    }
                }
                """);
        String modulePath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry ->
                        SDK.matcher(Path.of(entry).toAbsolutePath().toString()).find())
                .collect(Collectors.joining(File.pathSeparator));
        Path classes = folder.resolve("classes");
        StringWriter faults = new StringWriter();
        PrintWriter writer = new PrintWriter(faults);
        int compiled = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(writer, writer, "-d", classes.toString(), "-p", modulePath, module.toString(), main.toString());
        assertEquals(0, compiled, faults.toString());

        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.awt.headless=true",
                        "-p",
                        classes + File.pathSeparator + modulePath,
                        "-m",
                        "app/app.Main",
                        Run.ROOT
                                .resolve("models/trained/interiors-edgefpn-lite0-int8.onnx")
                                .toString(),
                        SamplePictures.good(folder.resolve("a.jpg")).toString()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertEquals(String.valueOf(SamplePictures.WIDTH), output.strip());
    }
}
