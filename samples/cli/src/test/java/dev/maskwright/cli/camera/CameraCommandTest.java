package dev.maskwright.cli.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.cli.Main;
import dev.maskwright.cli.Programs;
import dev.maskwright.cli.Run;
import dev.maskwright.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class CameraCommandTest {

    private static final Path MODEL = Run.ROOT.resolve("models/trained/interiors-edgefpn-lite0-int8.onnx");

    @TempDir
    Path folder;

    @Test
    void wrongUseIsSaidBeforeAnythingStarts() throws IOException {
        Path file = Files.write(folder.resolve("a.mp4"), new byte[1]);
        refused("there is no such camera", "/dev/video99");
        refused("neither a file that can be read nor an address", folder.resolve("none.mp4"));
        refused("add --size WxH", "-");
        refused("--size is for raw frames", file, "--size", "64x48");
        refused("frames have at most 100,000,000 pixels", "-", "--size", "99998x99998");
        refused("even sides", "-", "--size", "63x48");
        refused("--every", file, "--every", "0");
        refused("ends outside the picture", file, "--line", "door:0,0,1.5,1");
        refused("expected NAME:X1,Y1,X2,Y2", file, "--line", "0,0,1,1");
        refused("zone 'shelf' lies outside the picture", file, "--zone", "shelf:2,2,3,2,3,3");
        refused("'a' occurs twice", file, "--line", "a:0,0,1,1", "--line", "a:0,1,1,0");
        refused("add one", file, "--class", "vase");
        refused(
                "the model has no class called car; it has sofa",
                file,
                "--model",
                MODEL,
                "--line",
                "door:0,0,1,1",
                "--class",
                "car",
                "--no-window");
    }

    private static void refused(String words, Object... arguments) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = "camera";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        Run run = Run.of(all);
        assertEquals(ExitCode.WRONG_USAGE, run.exitCode(), run.toString());
        assertTrue(run.err().contains(words), run.err());
    }

    @Test
    void aVideoIsWatchedToItsEnd() throws IOException, InterruptedException {
        Path video = folder.resolve("room.mkv");
        make(video);
        Run run = Run.of(
                "camera",
                video,
                "--model",
                MODEL,
                "--no-window",
                "--output",
                folder.resolve("out.mp4"),
                "--line",
                "door:0.5,0,0.5,1",
                "--changes-only",
                "--json");
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
        assertEquals(20, json.get("frames").getAsInt());
        assertEquals(20, json.get("shown").getAsInt() + json.get("dropped").getAsInt());
        assertTrue(json.get("shown").getAsInt() > 0, run.out());
        assertTrue(Files.size(folder.resolve("out.mp4")) > 1000);
        assertTrue(json.get("networkShare").getAsDouble() < 1, "nothing moves: " + run.out());
        assertEquals(
                "door",
                json.getAsJsonObject("counts")
                        .getAsJsonArray("lines")
                        .get(0)
                        .getAsJsonObject()
                        .get("name")
                        .getAsString());
        assertTrue(run.err().contains("masks/s"), run.err());
    }

    @Test
    void aCameraWithoutOnePictureIsAFailure() throws IOException, InterruptedException {
        assumeTrue(Programs.run("ffmpeg", "-version"), "ffmpeg is not installed: live video is not tested");
        Run run =
                Run.of("camera", "rtsp://u:secret@127.0.0.1:9/none", "--model", MODEL, "--no-window", "--seconds", "1");
        assertEquals(ExitCode.COULD_NOT_RUN, run.exitCode(), run.toString());
        assertTrue(run.err().contains("none: ffmpeg could not read it: [tcp] Connection"), run.err());
        assertTrue(run.err().contains("no picture came from rtsp://127.0.0.1:9/none in 1 s"), run.err());
        assertTrue(!run.err().contains("secret"), run.err());
    }

    /**
     * As over ssh, or where nobody is logged in: the file is written all the same, and a window is refused in words.
     */
    @Test
    void aScreenThatIsNotThereHidesNothing() throws IOException, InterruptedException {
        Path video = folder.resolve("room.mkv");
        make(video);
        Path xawt = Path.of(System.getProperty("java.home"), "lib", "libawt_xawt.so");
        assumeTrue(Files.exists(xawt), "this Java opens no windows of X11");
        Path output = folder.resolve("out.mp4");
        String shown = onDisplay99(0, video, "--no-window", "--output", output, "--json");
        assertTrue(JsonParser.parseString(shown).getAsJsonObject().get("shown").getAsInt() > 0, shown);
        assertTrue(Files.size(output) > 1000);
        String refused = onDisplay99(3, video);
        assertTrue(refused.contains("the screen cannot be used (") && refused.contains("unset DISPLAY"), refused);
    }

    /** What a process says that has a display by name alone. */
    private static String onDisplay99(int exitCode, Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "camera",
                "--model",
                MODEL.toAbsolutePath().normalize().toString()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("DISPLAY", ":99");
        if (exitCode == 0) {
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        } else {
            builder.redirectErrorStream(true);
        }
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(exitCode, process.waitFor(), said);
        return said;
    }

    private static void make(Path video) throws InterruptedException {
        assumeTrue(Programs.run("ffmpeg", "-version"), "ffmpeg is not installed: live video is not tested");
        String picture = Run.ROOT.resolve("samples/images/living-room.jpg").toString();
        String[] command = {
            "ffmpeg",
            "-v",
            "error",
            "-nostdin",
            "-loop",
            "1",
            "-framerate",
            "25",
            "-i",
            picture,
            "-frames:v",
            "20",
            video.toString()
        };
        assertTrue(Programs.run(command), String.join(" ", command));
    }
}
