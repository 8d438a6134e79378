package dev.maskwright.sdk;

import static dev.maskwright.sdk.TinyModels.pixels;
import static dev.maskwright.sdk.TinyModels.pixelsCard;
import static dev.maskwright.sdk.TinyModels.write;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.maskwright.sdk.frame.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to threads that are segmenting while their JVM exits. */
@NullUnmarked
class ExitTest {

    private static final int THREADS = 4;
    private static final int EXIT_CODE = 7;

    @TempDir
    Path folder;

    /** What the child process runs: threads that segment, one that opens models, and a slow exit. */
    public static void main(String[] args) throws InterruptedException {
        Path file = Path.of(args[0]);
        Segmenter segmenter = Segmenter.open(file);
        Frame frame = Frame.rgb(new byte[3 * 256 * 256], 256, 256);
        CountDownLatch busy = new CountDownLatch(THREADS + 1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(start(() -> {
                segmenter.segment(frame);
                busy.countDown();
            }));
        }
        threads.add(start(() -> {
            Segmenter.open(file).close();
            busy.countDown();
        }));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> threads.forEach(ExitTest::join)));
        busy.await();
        System.exit(EXIT_CODE);
    }

    private static Thread start(Runnable call) {
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    call.run();
                }
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage().replaceFirst("^.*onnx: ", ""));
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void join(Thread thread) {
        try {
            thread.join(20_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void callsUnderWayEndAndLaterOnesAreRefusedWhileTheJvmExits() throws IOException, InterruptedException {
        Path model = write(pixels("N"), pixelsCard(256, 256), folder.resolve("tiny.onnx"));
        List<String> command = ChildJvm.java();
        command.addAll(List.of(
                "-XX:ErrorFile=" + folder.resolve("crash.log"),
                "-XX:-CreateCoredumpOnCrash",
                ExitTest.class.getName(),
                model.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(EXIT_CODE, process.waitFor(), output);
        assertEquals(
                List.of(
                        "the JVM is shutting down",
                        "the JVM is shutting down",
                        "the JVM is shutting down",
                        "the JVM is shutting down",
                        "the JVM is shutting down, so no model can be opened"),
                output.lines().sorted().toList());
    }
}
