package dev.maskwright.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Region;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.frame.Plane;
import dev.maskwright.sdk.frame.Rotation;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.MaskImages;
import java.io.IOException;
import java.nio.ByteBuffer;
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
        try (Segmenter segmenter = Segmenter.open(ROOT.resolve("models/trained/interiors-edgefpn-lite0-int8.onnx"))) {
            Frame frame = ImageFiles.read(ROOT.resolve("samples/images/living-room.jpg"));
            Mask mask = segmenter.segment(frame).atFrameSize();
            MaskImages.writeIndexedPng(mask, result);
        }
        assertEquals(
                384, ImageFiles.decodeLabels(Files.readAllBytes(result), "mask").width());
    }

    @Test
    void theSnippetOnCameraFramesRuns() throws IOException {
        ByteBuffer y = ByteBuffer.allocateDirect(1536 * 720);
        ByteBuffer uv = ByteBuffer.allocateDirect(1536 * 360);
        try (Segmenter segmenter = Segmenter.open(ROOT.resolve("models/trained/interiors-edgefpn-lite0-int8.onnx"))) {
            Mask mask = segmenter.segment(Frame.grey(new byte[1], 1, 1));
            Frame frame = Frame.nv12(
                            Plane.of(y).withRowStride(1536), Plane.of(uv).withRowStride(1536), 1280, 720)
                    .rotated(Rotation.CLOCKWISE_90);
            segmenter.segmentInto(frame, mask); // a mask of an earlier call: no garbage
            // A region has class, box, area, centroid, confidence, outline and COCO run lengths.
            for (Region region : mask.regions()) {
                System.out.println(region.label() + " " + region.box());
            }
            assertEquals(720, mask.frameWidth());
        }
    }

    @Test
    void theSnippetsAreThoseThatRun() throws IOException {
        Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme());
        String source = Files.readString(Path.of("src/test/java/dev/maskwright/cli/ReadmeTest.java"));
        int snippets = 0;
        while (block.find()) {
            String snippet = block.group(1)
                    .replaceAll("Path\\.of\\(\"living-room\\.png\"\\)", "result")
                    .replaceAll("Path\\.of\\(", "ROOT.resolve(");
            assertTrue(withoutSpaces(source).contains(withoutSpaces(snippet)), snippet);
            snippets++;
        }
        assertEquals(2, snippets);
    }

    @Test
    void theDependencyIsOfThisVersion() throws IOException {
        Matcher version =
                Pattern.compile("(?m)^  <version>.*</version>$").matcher(Files.readString(ROOT.resolve("pom.xml")));
        assertTrue(version.find());
        assertTrue(readme().contains("\n" + version.group() + "\n"), version.group());
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
