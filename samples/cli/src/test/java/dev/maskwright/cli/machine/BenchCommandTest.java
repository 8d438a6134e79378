package dev.maskwright.cli.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.cli.Run;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ModelCard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BenchCommandTest {

    private static final Path MODEL = Run.ROOT.resolve("models/trained/interiors-edgefpn-lite0-int8.onnx");

    private static final Set<BenchFrame.Format> KEEP_COLOURS =
            EnumSet.of(BenchFrame.Format.RGB, BenchFrame.Format.BGR, BenchFrame.Format.RGBA, BenchFrame.Format.BGRA);

    @Test
    void timesStandInATableAndInADocument() {
        Run run = Run.of("bench", "--model", MODEL, "--frame", "nv12:320x240", "--seconds", "0.5", "--json");
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        for (String line :
                new String[] {"prepare ", "run ", "finish ", "frame to mask ", "bare OrtSession.run ", "engine "}) {
            assertTrue(run.err().contains("\n" + line), run.err());
        }
        JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
        JsonObject times = json.getAsJsonObject("times");
        assertTrue(times.get("ratio").getAsDouble() > 0, run.out());
        assertTrue(times.get("frames").getAsInt() >= 10);
        assertTrue(json.get("alike").getAsDouble() >= 0.99);
        assertEquals("nv12:320x240", json.get("frame").getAsString());
        JsonObject flicker = json.getAsJsonObject("flicker");
        assertTrue(flicker.get("plain").getAsDouble() > flicker.get("steady").getAsDouble(), run.out());
    }

    @Test
    void explainsWhereTheTimeGoes(@TempDir Path folder) throws IOException {
        Path page = folder.resolve("new/explained.html");
        Run run = Run.of("bench", "--model", MODEL, "--explain", page, "--json");
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        assertTrue(run.err().contains("QLinearConv"), run.err());
        JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
        assertTrue(json.getAsJsonObject("roof").get("int8MultiplyAddsPerSecond").getAsDouble() > 1e9, run.out());
        assertTrue(json.getAsJsonArray("operators").size() > 50, run.out());
        assertTrue(Files.readString(page).contains("encoder.model.conv_stem"));
        assertEquals(
                ExitCode.WRONG_USAGE,
                Run.of("bench", "--model", MODEL, "--explain", "--soak", "1").exitCode());
    }

    @Test
    void soakFindsEveryMaskAsExpectedFromManyThreads() {
        Run run = Run.of(
                "bench", "--model", MODEL, "--frame", "rgb:320x240", "--soak", "0.03", "--callers", "4", "--json");
        JsonObject soak = JsonParser.parseString(run.out()).getAsJsonObject().getAsJsonObject("soak");
        assertTrue(soak.get("masks").getAsLong() > 0, run.toString());
        assertEquals(soak.get("calls").getAsLong(), soak.get("masks").getAsLong());
        assertEquals(0, soak.get("notAsExpected").getAsLong());
        assertEquals(0, soak.get("failed").getAsLong());
        assertTrue(run.err().contains("masks as expected"), run.err());
    }

    /** Whatever the format, it is the same picture: colours of YUV are those of every second pixel and rounded. */
    @ParameterizedTest
    @EnumSource(BenchFrame.Format.class)
    void framesOfAllFormatsShowThePicture(BenchFrame.Format format) {
        BenchFrame kind = new BenchFrame(format, 64, 48);
        ModelCard card;
        try (Segmenter segmenter = Segmenter.open(MODEL)) {
            card = segmenter.card();
        }
        Frame picture = kind.picture(card);
        byte[] expected = picture.rgb();
        byte[] found = kind.of(picture).rgb();
        if (KEEP_COLOURS.contains(format)) {
            assertArrayEquals(expected, found);
            return;
        }
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.abs((expected[i] & 0xff) - (found[i] & 0xff));
        }
        double mean = difference / expected.length;
        assertTrue(mean < (format == BenchFrame.Format.GREY ? 60 : 12), "mean difference " + mean);
    }
}
