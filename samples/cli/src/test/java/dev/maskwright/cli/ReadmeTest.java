package dev.maskwright.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.Frame;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.MaskImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README promises. */
@NullUnmarked
final class ReadmeTest {

    private static final Path ROOT = Path.of("..", "..");

    @TempDir
    private Path folder;

    @Test
    void theSnippetRuns() throws IOException {
        Path result = folder.resolve("living-room.png");
        // The README's snippet, but for the places of files.
        try (Segmenter segmenter = Segmenter.open(ROOT.resolve("models/trained/interiors-segformer-b0.onnx"))) {
            Frame frame = ImageFiles.read(ROOT.resolve("samples/images/living-room.jpg"));
            Mask mask = segmenter.segment(frame).atFrameSize();
            MaskImages.writeIndexedPng(mask, result);
        }
        assertEquals(
                384, ImageFiles.decodeLabels(Files.readAllBytes(result), "mask").width());
    }

    @Test
    void theSnippetIsTheOneThatRuns() throws IOException {
        Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme());
        assertTrue(block.find(), "the README has a Java snippet");
        String snippet = block.group(1)
                .replaceAll("Path\\.of\\(\"living-room\\.png\"\\)", "result")
                .replaceAll("Path\\.of\\(", "ROOT.resolve(");
        String source = Files.readString(Path.of("src/test/java/dev/maskwright/cli/ReadmeTest.java"));
        assertTrue(withoutSpaces(source).contains(withoutSpaces(snippet)), snippet);
    }

    @Test
    void filesThatItLinksToExist() throws IOException {
        Matcher link = Pattern.compile("\\]\\(([^)#:]+)\\)").matcher(readme());
        while (link.find()) {
            assertTrue(Files.exists(ROOT.resolve(link.group(1))), link.group(1));
        }
    }

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }

    private static String withoutSpaces(String text) {
        return text.replaceAll("\\s+", "");
    }
}
