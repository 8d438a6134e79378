package dev.maskwright.camera;

import dev.maskwright.sdk.FrameLoop;
import dev.maskwright.sdk.LoopFigures;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.VideoSegmenter;
import dev.maskwright.sdk.frame.Frame;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Segments a camera's frames and shows them: segmented on one thread, drawn and encoded on another, so that neither
 * waits for the other. At each stage the newest wins; dropped frames are counted. Objects are counted in every mask,
 * also in those that are not drawn.
 *
 * <p>The caller closes camera, segmenter and sinks after {@link #run} has ended.
 */
public final class Live {

    private final Camera camera;
    private final VideoSegmenter video;
    private final List<PictureSink> sinks;
    private final Consumer<String> words;
    private final Optional<Counter> counter;
    private final Painter painter;
    private final Map<Long, CameraFrame> inWork = new ConcurrentHashMap<>(); // by time stamp, held by the loop

    private @Nullable Drawing waiting; // guarded by this, as all below
    private boolean stopped;
    private long shown;
    private long notShown;
    private @Nullable Counts counts;
    private @Nullable FrameLoop loop;
    private @Nullable LoopFigures last;

    /** What is to be drawn. */
    private record Drawing(CameraFrame frame, Mask mask, double latencyMillis, Optional<Counts> counts) {}

    /**
     * A run that has not started.
     *
     * @param words receives a line for each event and each error, on any thread
     * @throws IllegalArgumentException if the model lacks a class to be counted
     */
    public Live(
            Camera camera, Segmenter segmenter, LiveOptions options, List<PictureSink> sinks, Consumer<String> words) {
        this.camera = camera;
        this.sinks = new ArrayList<>(sinks);
        this.words = words;
        video = VideoSegmenter.of(segmenter, options.video());
        counter = options.counted().isEmpty()
                ? Optional.empty()
                : Optional.of(new Counter(segmenter.card().classes(), options.counted(), words));
        painter = new Painter(options.style(), options.counted());
    }

    /**
     * Runs until the source ends or {@link #stop} is called.
     *
     * @throws IOException if the source cannot be read; the counts are in {@link #figures} anyway
     */
    public LiveFigures run() throws IOException, InterruptedException {
        Thread drawing = new Thread(this::draw, "maskwright-drawing");
        drawing.setDaemon(true);
        drawing.start();
        FrameLoop running = FrameLoop.start(video, new Listener());
        synchronized (this) {
            loop = running;
        }
        try {
            for (Optional<CameraFrame> next = camera.next(); next.isPresent() && !isStopped(); next = camera.next()) {
                CameraFrame frame = next.get();
                inWork.put(frame.nanos(), frame);
                running.offer(frame.frame(), frame.nanos(), () -> {
                    frame.close();
                    left(frame);
                });
            }
            awaitIdle();
        } finally {
            running.close();
            finish(running.figures());
            drawing.join();
        }
        return figures();
    }

    private synchronized void left(CameraFrame frame) {
        inWork.remove(frame.nanos());
        notifyAll();
    }

    /** Waits for the masks of the last frames. */
    private synchronized void awaitIdle() throws InterruptedException {
        while (!inWork.isEmpty()) {
            wait();
        }
    }

    private synchronized void finish(LoopFigures figures) {
        last = figures;
        loop = null;
        stopped = true;
        notifyAll();
    }

    /** Ends {@link #run} soon; any thread may call it. */
    public void stop() {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        camera.close();
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    /** The statistics of the run; any thread may call it. */
    public synchronized LiveFigures figures() {
        LoopFigures figures = loop != null ? loop.figures() : last;
        if (figures == null) {
            throw new IllegalStateException("the run has not started");
        }
        return new LiveFigures(
                camera.figures(),
                figures,
                video.figures(),
                shown,
                notShown,
                figures.failed(),
                Optional.ofNullable(counts));
    }

    /** Whether there is something to report. */
    public synchronized boolean hasBegun() {
        return loop != null || last != null;
    }

    private final class Listener implements FrameLoop.Listener {

        @Override
        public void masked(FrameLoop.Result result) {
            Optional<Counts> now = counter.map(its -> its.update(result.mask(), result.timestampNanos()));
            CameraFrame frame = inWork.get(result.timestampNanos());
            @Nullable Drawing replaced;
            synchronized (Live.this) {
                counts = now.orElse(null);
                if (frame == null || sinks.isEmpty()) {
                    return;
                }
                replaced = waiting;
                notShown += replaced == null ? 0 : 1;
                waiting = new Drawing(frame.hold(), result.mask().copy(), result.latencyNanos() / 1e6, now);
                Live.this.notifyAll();
            }
            if (replaced != null) {
                replaced.frame.close();
            }
        }

        @Override
        public void failed(Frame frame, long timestampNanos, Throwable fault) {
            words.accept("a frame has no mask: " + fault.getMessage());
        }
    }

    private void draw() {
        try {
            for (Drawing next = take(); next != null; next = take()) {
                try (CameraFrame frame = next.frame) {
                    show(painter.paint(frame, next.mask, lines(next)));
                } catch (RuntimeException e) { // the next one may succeed
                    words.accept("a picture could not be drawn: " + e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Error e) { // masks and counts continue
            words.accept("drawing has stopped: " + e);
        }
    }

    /** The next frame to draw; null at the end. */
    private synchronized @Nullable Drawing take() throws InterruptedException {
        while (waiting == null && !stopped) {
            wait();
        }
        Drawing next = waiting;
        waiting = null;
        return next;
    }

    private void show(BufferedImage picture) {
        for (PictureSink sink : List.copyOf(sinks)) {
            try {
                sink.show(picture);
            } catch (IOException | RuntimeException e) { // a failing view does not end the others
                words.accept(e instanceof IOException ? String.valueOf(e.getMessage()) : "a view has failed: " + e);
                sink.close();
                synchronized (this) {
                    sinks.remove(sink);
                }
            }
        }
        synchronized (this) {
            shown++;
        }
    }

    private List<String> lines(Drawing drawing) {
        LiveFigures now = figures();
        List<String> lines = new ArrayList<>();
        drawing.counts.ifPresent(its -> lines.addAll(words(its)));
        lines.add(String.format(
                Locale.ROOT,
                "%.1f masks/s  latency %.0f ms  dropped %d",
                now.loop().framesPerSecond(),
                drawing.latencyMillis,
                now.dropped()));
        return lines;
    }

    /** A line for each line and zone. */
    public static List<String> words(Counts counts) {
        List<String> lines = new ArrayList<>();
        for (Counts.Line line : counts.lines()) {
            lines.add("%s: forward %s, backward %s".formatted(line.name(), sum(line.forward()), sum(line.backward())));
        }
        for (Counts.Area zone : counts.zones()) {
            lines.add(zone.name() + ": "
                    + (zone.shares().isEmpty()
                            ? "empty"
                            : zone.shares().entrySet().stream()
                                    .map(entry -> String.format(
                                            Locale.ROOT, "%s %.0f %%", entry.getKey(), 100 * entry.getValue()))
                                    .collect(Collectors.joining(", "))));
        }
        return lines;
    }

    private static String sum(Map<String, Integer> counts) {
        return counts.isEmpty()
                ? "0"
                : counts.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey())
                        .collect(Collectors.joining(" + "));
    }
}
