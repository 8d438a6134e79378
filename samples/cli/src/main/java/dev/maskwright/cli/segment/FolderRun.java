package dev.maskwright.cli.segment;

import dev.maskwright.cli.option.RegionSettings;
import dev.maskwright.cli.segment.PictureResult.Failed;
import dev.maskwright.cli.segment.PictureResult.Segmented;
import dev.maskwright.cli.source.Picture;
import dev.maskwright.cli.terminal.Faults;
import dev.maskwright.cli.terminal.Meter;
import dev.maskwright.sdk.LabelImage;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.TiledSegmenter;
import dev.maskwright.sdk.Tiling;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.LargeImage;
import dev.maskwright.sdk.image.MaskImages;
import dev.maskwright.sdk.model.ClassLabel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Segments pictures on several threads, each of which reads, segments and writes; a picture that fails does not stop the others. */
public final class FolderRun {

    /** The longest side of the overlay of a picture that was segmented by tiles. */
    private static final int LARGEST_OVERLAY = 4096;

    private final Segmenter segmenter;
    private final List<ClassLabel> classes;
    private final Path output;
    private final RegionSettings settings;
    private final boolean outlines;
    private final boolean overlays;
    private final boolean resume;
    private final Meter meter;
    private Optional<TiledSegmenter> tiles = Optional.empty();

    /**
     * A run that has not begun.
     *
     * @param output folder of the results
     * @param outlines whether the outlines of regions are written
     * @param resume whether pictures whose results are there are left alone
     */
    FolderRun(
            Segmenter segmenter,
            Path output,
            RegionSettings settings,
            boolean outlines,
            boolean overlays,
            boolean resume,
            Meter meter) {
        this.segmenter = segmenter;
        this.settings = settings;
        this.outlines = outlines;
        classes = segmenter.card().classes();
        this.output = output;
        this.overlays = overlays;
        this.resume = resume;
        this.meter = meter;
    }

    /** The same run, with each picture segmented by tiles and never in memory as a whole; the overlay is that of a smaller picture. */
    FolderRun by(Tiling tiling) {
        tiles = Optional.of(TiledSegmenter.of(segmenter, tiling));
        return this;
    }

    /** Gives an outcome for each picture, in their order. */
    List<PictureResult> run(List<Picture> pictures, int batch, int threads) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<List<PictureResult>>> batches = new ArrayList<>();
            for (int from = 0; from < pictures.size(); from += batch) {
                List<Picture> some = pictures.subList(from, Math.min(from + batch, pictures.size()));
                batches.add(pool.submit(() -> segment(some)));
            }
            List<PictureResult> outcomes = new ArrayList<>();
            for (Future<List<PictureResult>> one : batches) {
                outcomes.addAll(one.get());
            }
            return outcomes;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a picture ended in a way that none should", e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private List<PictureResult> segment(List<Picture> pictures) {
        PictureResult[] outcomes = new PictureResult[pictures.size()];
        List<Integer> read = new ArrayList<>();
        List<Frame> frames = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < outcomes.length; i++) {
            Picture picture = pictures.get(i);
            Optional<Segmented> kept = resume ? finished(picture) : Optional.empty();
            if (kept.isPresent()) {
                outcomes[i] = kept.get();
                continue;
            }
            try {
                if (tiles.isPresent()) {
                    outcomes[i] = segment(picture, tiles.get());
                    continue;
                }
                frames.add(ImageFiles.read(picture.file()));
                read.add(i);
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                outcomes[i] = failed(picture, e);
            }
        }
        List<PictureResult> segmented = segment(read.stream().map(pictures::get).toList(), frames, begin);
        for (int i = 0; i < segmented.size(); i++) {
            outcomes[read.get(i)] = segmented.get(i);
        }
        for (PictureResult outcome : outcomes) {
            if (outcome instanceof Failed failed) {
                meter.line(failed.reason());
            }
            meter.step();
        }
        return Arrays.asList(outcomes);
    }

    private PictureResult segment(Picture picture, TiledSegmenter tiled) throws IOException {
        long begin = System.nanoTime();
        LargeImage image = LargeImage.open(picture.file());
        Mask mask = tiled.segment(image);
        return write(picture, image.preview(LARGEST_OVERLAY), mask, (System.nanoTime() - begin) / 1e6);
    }

    private List<PictureResult> segment(List<Picture> pictures, List<Frame> frames, long begin) {
        if (pictures.isEmpty()) {
            return List.of();
        }
        List<Mask> masks;
        try {
            masks = segmenter.segmentBatch(frames);
        } catch (RuntimeException | OutOfMemoryError e) {
            return pictures.stream()
                    .<PictureResult>map(picture -> failed(picture, e))
                    .toList();
        }
        double millisecondsEach = (System.nanoTime() - begin) / 1e6 / pictures.size();
        List<PictureResult> outcomes = new ArrayList<>();
        for (int i = 0; i < masks.size(); i++) {
            outcomes.add(write(pictures.get(i), frames.get(i), masks.get(i), millisecondsEach));
        }
        return outcomes;
    }

    private PictureResult write(Picture picture, Frame frame, Mask mask, double milliseconds) {
        long begin = System.nanoTime();
        try {
            Mask whole = tiles.isPresent() ? mask : mask.atFrameSize();
            if (overlays) {
                Path file = picture.overlay(output);
                Files.createDirectories(file.getParent());
                MaskImages.writeJpeg(MaskImages.overlay(frame, whole), file);
            }
            PictureRegions regions =
                    PictureRegions.of(whole, mask.meanConfidence(), settings.of(whole), outlines, settings.tolerance());
            Files.createDirectories(picture.regions(output).getParent());
            regions.write(picture.regions(output));
            Path file = picture.mask(output); // the last one: where it is, the others are
            Files.createDirectories(file.getParent());
            MaskImages.writeIndexedPng(whole, file);
            return new Segmented(
                    picture,
                    mask.frameWidth(),
                    mask.frameHeight(),
                    Arrays.stream(whole.shares()).boxed().toList(),
                    counts(regions),
                    OptionalDouble.of(milliseconds + (System.nanoTime() - begin) / 1e6),
                    regions.confidence());
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            return failed(picture, e);
        }
    }

    /** What an earlier run made of the picture, if that is all there, whole, and not older than the picture. */
    private Optional<Segmented> finished(Picture picture) {
        Path file = picture.mask(output);
        try {
            if (!Files.exists(file)
                    || (overlays && !Files.exists(picture.overlay(output)))
                    || Files.getLastModifiedTime(picture.file()).compareTo(Files.getLastModifiedTime(file)) > 0) {
                return Optional.empty();
            }
            PictureRegions regions = PictureRegions.read(picture.regions(output));
            if (outlines && !regions.isOutlined()) {
                return Optional.empty();
            }
            LabelImage mask = ImageFiles.decodeLabels(Files.readAllBytes(file), file.toString());
            int[] areas = new int[256];
            for (byte id : mask.ids()) {
                areas[id & 0xff]++;
            }
            return Optional.of(new Segmented(
                    picture,
                    mask.width(),
                    mask.height(),
                    shares(Arrays.copyOf(areas, classes.size())),
                    counts(regions),
                    OptionalDouble.empty(),
                    regions.confidence()));
        } catch (IOException e) {
            return Optional.empty(); // what cannot be read is made again
        }
    }

    private static List<Double> shares(int[] areas) {
        double pixels = Arrays.stream(areas).asLongStream().sum();
        return Arrays.stream(areas).mapToObj(area -> area / pixels).toList();
    }

    private List<Integer> counts(PictureRegions regions) {
        return Arrays.stream(regions.counts(classes.size())).boxed().toList();
    }

    private static Failed failed(Picture picture, Throwable fault) {
        String line = Faults.oneLine(fault);
        String file = picture.file().toString();
        return new Failed(picture, line.startsWith(file) ? line : file + ": " + line);
    }
}
