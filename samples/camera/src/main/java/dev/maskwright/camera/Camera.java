package dev.maskwright.camera;

import dev.maskwright.folder.source.Ffmpeg;
import dev.maskwright.sdk.frame.Frame;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a camera, a stream or a file: {@code ffmpeg} decodes them in a separate process, and the caller gets
 * the newest; older ones are dropped. A live source that ends or stalls is reopened, after growing pauses. Memory of
 * frames is reused.
 *
 * <pre>{@code
 * CameraSource source = CameraSource.parse("rtsp://camera/stream");
 * try (Camera camera = Camera.open(source, CameraOptions.defaults(), System.err::println)) {
 *     for (Optional<CameraFrame> next = camera.next(); next.isPresent(); next = camera.next()) {
 *         try (CameraFrame frame = next.get()) { ... }
 *     }
 * }
 * }</pre>
 *
 * <p>If the pictures of a stream change their size, {@code ffmpeg} scales them to the first size; that is counted and
 * reported. Thread-safe; {@link #close} ends waiting calls.
 */
public final class Camera implements AutoCloseable {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Pattern SIZE = Pattern.compile("Parsed_crop_0 .* w:(\\d+) h:(\\d+) .*->.*");

    private final CameraSource source;
    private final CameraOptions options;
    private final Consumer<String> words;
    private final Thread thread;
    private final ConcurrentLinkedQueue<byte[]> idle = new ConcurrentLinkedQueue<>();
    private CameraOptions.@Nullable FrameSize lastSize; // of the camera's own thread
    private final AtomicLong frames = new AtomicLong();
    private final AtomicLong reconnects = new AtomicLong();
    private final AtomicLong sizeChanges = new AtomicLong();

    private @Nullable CameraFrame newest; // guarded by this, as all below
    private @Nullable IOException fault;
    private @Nullable Ffmpeg process;
    private long dropped;
    private long lastNanos = System.nanoTime(); // of a frame, or of an opening
    private boolean ended;
    private boolean closed;

    private Camera(CameraSource source, CameraOptions options, Consumer<String> words) {
        this.source = source;
        this.options = options;
        this.words = words;
        thread = new Thread(this::work, "maskwright-camera");
        thread.setDaemon(true);
    }

    /**
     * Opens a source without waiting for its first picture.
     *
     * @param words receives a line if the source is lost or has changed, on any thread
     * @throws IllegalArgumentException if raw frames have no size
     */
    public static Camera open(CameraSource source, CameraOptions options, Consumer<String> words) {
        if (source.isStandardInput() && options.rawSize().isEmpty()) {
            throw new IllegalArgumentException("raw frames from standard input need a size, such as 1280x720");
        }
        Camera camera = new Camera(source, options, words);
        camera.thread.start();
        if (source.isLive()) {
            Thread watch = new Thread(camera::watch, "maskwright-camera-watch");
            watch.setDaemon(true);
            watch.start();
        }
        return camera;
    }

    /**
     * Waits for a frame that has not been returned yet; the newest, if there are several. The caller closes it.
     *
     * @return empty at the end of a file, and after {@link #close}
     * @throws IOException if the source cannot be read, or a live one was silent for too long
     */
    public synchronized Optional<CameraFrame> next() throws IOException, InterruptedException {
        while (newest == null && !ended && !closed) {
            wait();
        }
        CameraFrame next = newest;
        newest = null;
        if (next == null && fault != null && !closed) {
            throw fault;
        }
        return Optional.ofNullable(next);
    }

    /** Statistics so far. */
    public synchronized CameraFigures figures() {
        return new CameraFigures(frames.get(), dropped, reconnects.get(), sizeChanges.get());
    }

    private void work() {
        try {
            readAgainAndAgain();
        } catch (RuntimeException | Error e) { // or waiting calls would wait forever
            end("it cannot be read any further: " + e, true);
        }
    }

    private void readAgainAndAgain() {
        Duration pause = FIRST_PAUSE;
        long begun = System.nanoTime();
        while (true) {
            long before = frames.get();
            String why = readToItsEnd();
            if (frames.get() > before) {
                pause = FIRST_PAUSE;
                begun = System.nanoTime();
            }
            boolean isOver = options.giveUpAfter().isPresent()
                    && System.nanoTime() - begun > options.giveUpAfter().get().toNanos();
            if (isClosed() || !source.isLive() || isOver) {
                end(why, isOver);
                return;
            }
            words.accept(String.format(
                    Locale.ROOT, "%s: %s; opened again in %.1f s", source.name(), why, pause.toMillis() / 1e3));
            reconnects.incrementAndGet();
            if (!sleep(pause)) {
                return;
            }
            pause = pause.multipliedBy(2).compareTo(options.longestPause()) < 0
                    ? pause.multipliedBy(2)
                    : options.longestPause();
        }
    }

    private String readToItsEnd() {
        try {
            return CameraSource.withoutSecrets(read());
        } catch (IOException e) {
            return CameraSource.withoutSecrets(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            return "interrupted";
        }
    }

    private synchronized void end(String why, boolean isOver) {
        if (!why.isEmpty() && (isOver || frames.get() == 0 || !source.isLive())) {
            fault = new IOException("%s: %s".formatted(source.name(), why));
        }
        ended = true;
        notifyAll();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized boolean sleep(Duration pause) {
        long end = System.nanoTime() + pause.toNanos();
        try {
            for (long left = pause.toMillis(); left > 0 && !closed; left = (end - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            closed = true;
        }
        return !closed;
    }

    /** Reads until the source ends; returns the reason, or nothing if a file ended normally. */
    private String read() throws IOException, InterruptedException {
        if (source.isStandardInput()) {
            return read(System.in, options.rawSize());
        }
        String frameMode = Ffmpeg.frameModeOption(options.program(), source.name());
        Ffmpeg decoder = Ffmpeg.start(options.program(), arguments(frameMode), source.name(), new SizeWatch());
        synchronized (this) {
            process = decoder;
            lastNanos = System.nanoTime();
            if (closed) {
                decoder.close();
            }
        }
        try (decoder;
                InputStream pictures = new BufferedInputStream(decoder.output(), 1 << 16)) {
            String why = read(pictures, Optional.empty());
            String fault = decoder.exitCode() == 0 ? "" : "ffmpeg could not read it: " + decoder.fault();
            return source.isLive() && why.isEmpty() && fault.isEmpty() ? "the stream ended" : why + fault;
        } catch (IOException e) {
            throw isClosed() ? e : new IOException("%s (%s)".formatted(e.getMessage(), decoder.fault()), e);
        }
    }

    private List<String> arguments(String frameMode) {
        List<String> arguments =
                new ArrayList<>(List.of("-hide_banner", "-v", "level+verbose", "-nostats", "-nostdin"));
        arguments.addAll(source.arguments());
        arguments.addAll(List.of("-an", "-sn", "-vf", "crop=trunc(iw/2)*2:trunc(ih/2)*2"));
        arguments.addAll(List.of(frameMode, "passthrough")); // each frame once, whatever its time stamp
        arguments.addAll(List.of("-pix_fmt", "yuv420p", "-f", "image2pipe", "-c:v", "pgmyuv", "-"));
        return arguments;
    }

    /** Finds sizes in ffmpeg's messages about its filters. */
    private final class SizeWatch implements Consumer<String> {

        private String last = "";

        @Override
        public void accept(String line) {
            Matcher size = SIZE.matcher(line);
            if (size.find()) {
                String now = size.group(1) + "x" + size.group(2);
                if (!last.isEmpty() && !now.equals(last)) {
                    sizeChanges.incrementAndGet();
                    words.accept("%s: its pictures have changed from %s to %s; they are scaled to the first size"
                            .formatted(source.name(), last, now));
                }
                last = now;
            }
        }
    }

    private String read(InputStream stream, Optional<CameraOptions.FrameSize> rawSize) throws IOException {
        FrameStream pictures = new FrameStream(stream, rawSize);
        while (!isClosed()) {
            Optional<CameraOptions.FrameSize> size = pictures.nextSize();
            if (size.isEmpty()) {
                return "";
            }
            byte[] pixels = buffer(FrameStream.bytes(size.get()));
            if (!pictures.read(pixels)) {
                return "";
            }
            noteSize(size.get());
            put(pictures.frame(pixels, size.get()), pixels);
        }
        return "";
    }

    /** Counts and reports a change: a camera may return with another size. */
    private void noteSize(CameraOptions.FrameSize size) {
        CameraOptions.FrameSize before = lastSize;
        if (before != null && !before.equals(size)) {
            sizeChanges.incrementAndGet();
            words.accept("%s: its pictures have changed from %dx%d to %dx%d"
                    .formatted(source.name(), before.width(), before.height(), size.width(), size.height()));
        }
        lastSize = size;
    }

    private byte[] buffer(int length) {
        for (byte[] pixels = idle.poll(); pixels != null; pixels = idle.poll()) {
            if (pixels.length == length) {
                return pixels;
            }
        }
        return new byte[length];
    }

    private void put(Frame frame, byte[] pixels) {
        frames.incrementAndGet();
        CameraFrame replaced;
        synchronized (this) {
            replaced = newest;
            lastNanos = System.nanoTime();
            newest = new CameraFrame(frame, lastNanos, () -> idle.add(pixels));
            dropped += replaced == null ? 0 : 1;
            notifyAll();
        }
        if (replaced != null) {
            replaced.close();
        }
    }

    /** Ends a process that no longer gives pictures. */
    private synchronized void watch() {
        long limit = options.silence().toNanos();
        try {
            while (!closed && !ended) {
                wait(Math.max(50, options.silence().toMillis() / 4));
                if (process != null && System.nanoTime() - lastNanos > limit) {
                    words.accept(String.format(Locale.ROOT, "%s: no picture for %.0f s", source.name(), limit / 1e9));
                    process.close();
                    process = null;
                }
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /** Ends the process and waiting calls; frames held by others stay valid. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (newest != null) {
                newest.close();
                newest = null;
            }
            if (process != null) {
                process.close();
            }
            notifyAll();
        }
    }
}
