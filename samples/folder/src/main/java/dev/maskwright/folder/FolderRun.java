package dev.maskwright.folder;

import com.google.gson.JsonObject;
import dev.maskwright.folder.PictureResult.Failed;
import dev.maskwright.folder.PictureResult.Segmented;
import dev.maskwright.folder.source.LeftOut;
import dev.maskwright.folder.source.Picture;
import dev.maskwright.folder.source.PictureFile;
import dev.maskwright.folder.source.PictureSource;
import dev.maskwright.models.files.FolderLock;
import dev.maskwright.models.files.Leftovers;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.TiledSegmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.LargeImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Segments pictures and writes the requested results; a picture that fails does not stop the others. Memory does not
 * grow with the number of pictures.
 *
 * <p>Results of a picture appear whole or not at all, so a run that was killed or stopped can be continued with {@link
 * RunOptions#withResume}, and then gives the same bytes as an uninterrupted one. Two runs never write into the same
 * folder at the same time.
 *
 * <p>One run at a time; any thread may {@link #stop} it. The caller closes the segmenter.
 */
public final class FolderRun {

    /** The longest side of the overlay of a picture that was segmented by tiles. */
    private static final int LARGEST_OVERLAY = 4096;

    private final Segmenter segmenter;
    private final OutputFolder output;
    private final RunOptions options;
    private final PictureWriter writer;
    private final Optional<TiledSegmenter> tiles;
    private final Object listening = new Object();
    private volatile boolean isStopped;
    private volatile @Nullable Pipeline<PictureResult> pipeline;

    private FolderRun(Segmenter segmenter, OutputFolder output, RunOptions options) {
        this.segmenter = segmenter;
        this.output = output;
        this.options = options;
        writer = new PictureWriter(
                output, options.outputs(), options.regions(), segmenter.card().classes());
        tiles = options.tiling().map(tiling -> TiledSegmenter.of(segmenter, tiling));
    }

    /**
     * A run that has not started.
     *
     * @param output folder of the results, which is created
     */
    public static FolderRun of(Segmenter segmenter, Path output, RunOptions options) {
        return new FolderRun(segmenter, new OutputFolder(output), options);
    }

    /**
     * Runs to the end of the source, or until it is stopped; the reports then cover the pictures so far.
     *
     * @param listener receives the result of each picture when it is finished, in no fixed order, from one thread at a
     *     time
     * @throws IOException if the source cannot be read, the folder is in use by another run or holds results of other
     *     settings, or reports cannot be written
     * @throws InterruptedException if the thread is interrupted; pictures in progress are not finished then
     */
    public RunSummary run(PictureSource source, Consumer<PictureResult> listener)
            throws IOException, InterruptedException {
        LeftOut leftOut = new LeftOut();
        JsonObject description = RunFile.of(segmenter.card(), options);
        try (FolderLock lock = FolderLock.take(output.path());
                Reports reports = begin(description);
                Pipeline<PictureResult> work = Pipeline.start(
                        source.open(leftOut), batch -> work(batch, listener), options.batch(), options.threads())) {
            pipeline = work;
            if (isStopped) {
                work.stop();
            }
            long segmented = 0;
            long kept = 0;
            long failed = 0;
            for (Optional<PictureResult> next = work.next(); next.isPresent(); next = work.next()) {
                reports.add(next.get());
                if (next.get() instanceof Segmented one) {
                    segmented += one.isKept() ? 0 : 1;
                    kept += one.isKept() ? 1 : 0;
                } else {
                    failed++;
                }
            }
            reports.finish();
            return new RunSummary(segmented, kept, failed, leftOut, isStopped);
        } finally {
            pipeline = null;
        }
    }

    /** Starts no more pictures; {@link #run} returns when those in progress are finished. */
    public void stop() {
        isStopped = true;
        Pipeline<PictureResult> current = pipeline;
        if (current != null) {
            current.stop();
        }
    }

    private Reports begin(JsonObject description) throws IOException {
        if (options.isResumed()) {
            RunFile.requireSame(output, description);
        }
        Leftovers.removeBelow(output.path()); // of a run that was killed
        RunFile.write(output, description);
        Files.deleteIfExists(CocoReport.file(output)); // outdated files are removed
        Files.deleteIfExists(HtmlReport.file(output));
        Reports reports = new Reports();
        try {
            reports.and(new CsvReport(output.path()));
            reports.and(new JsonReport(output, description));
            if (options.outputs().coco()) {
                reports.and(new CocoReport(output, segmenter.card()));
            }
            if (options.outputs().page()) {
                reports.and(new HtmlReport(
                        output, segmenter.card(), options.outputs().overlay().isPresent()));
            }
            return reports;
        } catch (IOException e) {
            reports.close();
            throw e;
        }
    }

    /** Segments pictures and writes their results; called by several threads at once. */
    private List<PictureResult> work(List<Picture> pictures, Consumer<PictureResult> listener) {
        PictureResult[] results = new PictureResult[pictures.size()];
        List<Integer> read = new ArrayList<>();
        List<Frame> frames = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < results.length; i++) {
            Picture picture = pictures.get(i);
            Optional<Segmented> kept = options.isResumed() ? writer.finished(picture) : Optional.empty();
            if (kept.isPresent()) {
                results[i] = kept.get();
                continue;
            }
            try {
                if (tiles.isPresent()) {
                    results[i] = segmentByTiles(picture, tiles.get());
                } else {
                    frames.add(picture.read());
                    read.add(i);
                }
            } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
                results[i] = failed(picture, e);
            }
        }
        List<PictureResult> segmented =
                segmentWhole(read.stream().map(pictures::get).toList(), frames, begin);
        for (int i = 0; i < segmented.size(); i++) {
            results[read.get(i)] = segmented.get(i);
        }
        List<PictureResult> all = Arrays.asList(results);
        synchronized (listening) {
            all.forEach(listener);
        }
        return all;
    }

    private PictureResult segmentByTiles(Picture picture, TiledSegmenter tiled) throws IOException {
        long begin = System.nanoTime();
        if (picture instanceof PictureFile) {
            LargeImage image = LargeImage.open(picture.file());
            Mask mask = tiled.segment(image);
            return writer.write(picture, image.preview(LARGEST_OVERLAY), mask, mask.meanConfidence(), begin);
        }
        Frame frame = picture.read();
        Mask mask = tiled.segment(frame);
        return writer.write(picture, frame, mask, mask.meanConfidence(), begin);
    }

    private List<PictureResult> segmentWhole(List<Picture> pictures, List<Frame> frames, long begin) {
        if (pictures.isEmpty()) {
            return List.of();
        }
        List<Mask> masks;
        try {
            masks = segmenter.segmentBatch(frames);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            return pictures.stream()
                    .<PictureResult>map(picture -> failed(picture, e))
                    .toList();
        }
        List<PictureResult> results = new ArrayList<>();
        for (int i = 0; i < masks.size(); i++) {
            results.add(write(pictures.get(i), frames.get(i), masks.get(i), begin));
        }
        return results;
    }

    private PictureResult write(Picture picture, Frame frame, Mask mask, long begin) {
        try {
            return writer.write(picture, frame, mask.atFrameSize(), mask.meanConfidence(), begin);
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            return failed(picture, e);
        }
    }

    private Failed failed(Picture picture, Throwable fault) {
        String line = options.words().apply(fault);
        return new Failed(
                picture.withoutPixels(), line.startsWith(picture.source()) ? line : picture.source() + ": " + line);
    }
}
