package dev.maskwright.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Videos that ffmpeg makes of sample pictures; where it is not installed, tests that need them are skipped. */
final class Videos {

    static final Path HOME = Path.of(System.getProperty("maskwright.home", "."));

    private Videos() {}

    static void assumeFfmpeg() {
        boolean isThere;
        try {
            isThere = new ProcessBuilder("ffmpeg", "-version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            isThere = false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assumeTrue(isThere, "ffmpeg is not installed: live video is not tested");
    }

    /** One sample, moved to the left. */
    static Path pan(Path file, int width, int height, int frames) throws IOException, InterruptedException {
        String filter = "scale=%d:%d,crop=%d:%d:2*n:0,noise=alls=6:allf=t:all_seed=1"
                .formatted(width + 4 * frames, height, width, height);
        run(
                "-loop",
                "1",
                "-framerate",
                "25",
                "-i",
                HOME.resolve("samples/images/living-room.jpg").toString(),
                "-vf",
                filter,
                "-frames:v",
                Integer.toString(frames),
                "-pix_fmt",
                "yuvj420p",
                "-q:v",
                "3",
                file.toString());
        return file;
    }

    static void run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-nostdin", "-y"));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }
}
