package dev.maskwright.sdk;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.internal.session.Gate;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The model of a long-running program, which can be replaced while the program runs. A new model is opened and has to
 * reproduce its golden mask before it is used; then new calls use it, while calls in progress finish with the one they
 * started with. The former model stays open until {@link #forgetFormer} or the next switch, so that {@link #rollBack}
 * takes no time and works even after its file was overwritten.
 *
 * <p>Thread-safe. Close it when it is no longer needed: {@link #close} waits for the calls in progress, later ones
 * throw {@link IllegalStateException}.
 */
public final class CurrentModel implements AutoCloseable {

    /**
     * The share of a golden mask's pixels that have to be as exported: it is below 1 because processors round
     * differently.
     */
    private static final double LEAST_ALIKE = 0.995;

    /** Is notified of changes of a watched file, on the watching thread. */
    public interface Listener {

        /** The file has changed, and its model is now the current one. */
        void switched(ModelCard card);

        /** The file has changed, but its model cannot be used; the previous one stays in use. */
        void refused(RuntimeException fault);
    }

    /** A model and the gate for its users. */
    private record Held(Segmenter segmenter, Gate gate) {

        /** Waits until nobody uses the model, then closes it. */
        void close(String reason) {
            gate.shut(reason);
            segmenter.close();
        }
    }

    private final Options options;
    private final Object switching = new Object();
    private volatile Held current; // written under switching, as are all fields below
    private @Nullable Held former;
    private boolean closed;
    private @Nullable Thread watcher;

    private CurrentModel(Options options, Held first) {
        this.options = options;
        current = first;
    }

    /**
     * Opens the first model.
     *
     * @param options that all models are opened with
     * @throws ModelFormatException as {@link #switchTo}
     * @throws SegmentationException as {@link Segmenter#open(ModelSource, Options)}
     */
    public static CurrentModel open(ModelSource first, Options options) {
        return new CurrentModel(options, proved(first, options));
    }

    private static Held proved(ModelSource source, Options options) {
        Segmenter segmenter = Segmenter.open(source, options);
        try {
            Optional<GoldenCheck> check = segmenter.verify();
            if (check.isPresent() && check.get().alike() < LEAST_ALIKE) {
                throw new ModelFormatException(
                        ("%s: %d of %d pixels of its golden mask differ on this machine; export it again, "
                                        + "or try another device")
                                .formatted(
                                        source.name(),
                                        check.get().different(),
                                        check.get().pixels()));
            }
            return new Held(segmenter, new Gate());
        } catch (RuntimeException | Error e) {
            segmenter.close();
            throw e;
        }
    }

    /**
     * Runs work with the current model, which stays open and unchanged until the work returns. Do not close it or keep
     * a reference to it.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public <T> T use(Function<? super Segmenter, ? extends T> work) {
        Held held = enter();
        try {
            return work.apply(held.segmenter());
        } finally {
            held.gate().leave();
        }
    }

    private Held enter() {
        while (true) {
            Held held = current;
            try {
                held.gate().enter();
                return held;
            } catch (IllegalStateException e) {
                if (held.gate() == current.gate()) {
                    throw e;
                } // otherwise it was replaced meanwhile
            }
        }
    }

    /**
     * Segments a frame with the current model.
     *
     * @throws SegmentationException if the engine fails
     * @throws IllegalStateException after {@link #close}
     */
    public Mask segment(Frame frame) {
        return use(segmenter -> segmenter.segment(frame));
    }

    /** The card of the current model. */
    public ModelCard card() {
        return current.segmenter().card();
    }

    /**
     * Makes another model the current one; if it cannot be used, nothing changes. Must not be called from within
     * {@link #use}.
     *
     * @throws ModelFormatException as {@link Segmenter#open(ModelSource, Options)}, or if it has a golden sample and
     *     gives another mask for it
     * @throws SegmentationException as {@link Segmenter#open(ModelSource, Options)}
     * @throws IllegalStateException after {@link #close}
     */
    public void switchTo(ModelSource source) {
        synchronized (switching) {
            requireOpen();
            Held next = proved(source, options);
            Held replaced = current;
            current = next;
            close(former);
            former = replaced;
        }
    }

    /**
     * Makes the former model the current one again, and closes the one that was current once the calls in progress have
     * ended.
     *
     * @throws IllegalStateException if there is no former model, or after {@link #close}
     */
    public void rollBack() {
        synchronized (switching) {
            requireOpen();
            Held back = former;
            if (back == null) {
                throw new IllegalStateException("there is no former model to go back to");
            }
            Held rejected = current;
            current = back;
            former = null;
            close(rejected);
        }
    }

    /** Closes the former model and frees its memory; {@link #rollBack} is impossible then. */
    public void forgetFormer() {
        synchronized (switching) {
            close(former);
            former = null;
        }
    }

    private static void close(@Nullable Held held) {
        if (held != null) {
            held.close("this model was replaced");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this CurrentModel is closed");
        }
    }

    /**
     * Switches to a file whenever it changes, that is, when its size or modification time differ and stay the same
     * between two checks. It is safer to write a new model under another name and rename it. A model that was refused
     * is not tried again until the file changes.
     *
     * @param every how often the file is checked
     * @throws IllegalArgumentException if that is not positive
     * @throws IllegalStateException if a file is already being watched, or after {@link #close}
     */
    public void watch(Path file, Duration every, Listener listener) {
        if (every.isZero() || every.isNegative()) {
            throw new IllegalArgumentException(
                    "the interval between two checks of a file must be positive, got %s".formatted(every));
        }
        synchronized (switching) {
            requireOpen();
            if (watcher != null) {
                throw new IllegalStateException("a file is already being watched");
            }
            Stamp known = Stamp.of(file);
            Thread thread = new Thread(() -> watch(file, known, every, listener), "maskwright-model-watch");
            thread.setDaemon(true);
            watcher = thread;
            thread.start();
        }
    }

    /** A file's size and modification time; -1 if there is no file. */
    private record Stamp(long size, long modified) {

        static Stamp of(Path file) {
            try {
                return new Stamp(
                        Files.size(file), Files.getLastModifiedTime(file).toMillis());
            } catch (IOException e) {
                return new Stamp(-1, -1);
            }
        }
    }

    private void watch(Path file, Stamp first, Duration every, Listener listener) {
        Stamp used = first;
        Stamp before = first;
        try {
            while (true) {
                Thread.sleep(every.toMillis());
                Stamp now = Stamp.of(file);
                if (!now.equals(used) && now.equals(before) && now.size() >= 0) {
                    used = now;
                    trySwitch(file, listener);
                }
                before = now;
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void trySwitch(Path file, Listener listener) {
        try {
            switchTo(ModelSource.file(file));
        } catch (RuntimeException e) {
            synchronized (switching) {
                if (closed) {
                    return;
                }
            }
            listener.refused(e);
            return;
        }
        listener.switched(card());
    }

    /** Waits for the calls in progress and closes the models; a second call does nothing. */
    @Override
    public void close() {
        synchronized (switching) {
            if (closed) {
                return;
            }
            closed = true;
            if (watcher != null) {
                watcher.interrupt();
            }
            close(former);
            former = null;
            current.close("this CurrentModel is closed");
        }
    }
}
