package dev.maskwright.folder.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.maskwright.folder.FolderRun;
import dev.maskwright.folder.PictureResult;
import dev.maskwright.folder.RunOptions;
import dev.maskwright.folder.RunSummary;
import dev.maskwright.folder.TestPictures;
import dev.maskwright.sdk.Segmenter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class WatchedFolderTest {

    private static final Duration BETWEEN = Duration.ofMillis(100);

    @Test
    void aFileIsTakenOnceItHasStoppedGrowing(@TempDir Path folder) throws Exception {
        Path whole = Files.write(folder.resolve("a.jpg"), new byte[] {1, 2, 3});
        Path growing = Files.createFile(folder.resolve("b.jpg"));
        BlockingQueue<String> taken = new LinkedBlockingQueue<>();
        try (PictureSource.Cursor cursor =
                WatchedFolder.of(Pictures.in(folder), BETWEEN).open(new LeftOut())) {
            Thread watching = new Thread(() -> take(cursor, taken));
            watching.start();
            assertEquals(whole.toString(), taken.poll(30, TimeUnit.SECONDS));
            assertNull(taken.poll(4 * BETWEEN.toMillis(), TimeUnit.MILLISECONDS), "an empty file");
            Files.write(growing, new byte[] {1}, StandardOpenOption.APPEND);
            assertEquals(growing.toString(), taken.poll(30, TimeUnit.SECONDS));
            Files.write(whole, new byte[] {4}, StandardOpenOption.APPEND);
            assertEquals(whole.toString(), taken.poll(30, TimeUnit.SECONDS), "it has changed");
            Path late = Files.write(folder.resolve("c.jpg"), new byte[] {1});
            assertEquals(late.toString(), taken.poll(30, TimeUnit.SECONDS));
            watching.interrupt();
            watching.join();
            assertTrue(taken.isEmpty(), taken::toString);
        }
    }

    private static void take(PictureSource.Cursor cursor, BlockingQueue<String> taken) {
        try {
            while (true) {
                taken.add(cursor.next().orElseThrow().source());
            }
        } catch (InterruptedException e) {
            // the end of the test
        } catch (Exception e) {
            taken.add(e.toString());
        }
    }

    @Test
    void aRunOverAFolderThatFillsUpEndsWhenItIsStopped(@TempDir Path folder) throws Exception {
        Path input = Files.createDirectories(folder.resolve("in"));
        Path output = folder.resolve("out");
        BlockingQueue<PictureResult> results = new LinkedBlockingQueue<>();
        try (Segmenter segmenter = TestPictures.segmenter()) {
            FolderRun run = FolderRun.of(segmenter, output, RunOptions.defaults());
            CompletableFuture<RunSummary> ending = CompletableFuture.supplyAsync(() -> {
                try {
                    return run.run(WatchedFolder.of(Pictures.in(input), BETWEEN), results::add);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            for (String name : List.of("a.jpg", "b.jpg")) {
                Files.move(TestPictures.jpeg(folder.resolve("elsewhere/" + name)), input.resolve(name));
                assertEquals(name, results.poll(60, TimeUnit.SECONDS).picture().name());
                assertFalse(ending.isDone());
            }
            run.stop();
            RunSummary summary = ending.get();
            assertEquals(2, summary.segmented());
            assertTrue(summary.isStopped());
        }
        assertTrue(Files.readString(output.resolve("report.csv")).contains("b.jpg"));
    }
}
