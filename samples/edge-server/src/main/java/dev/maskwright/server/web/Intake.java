package dev.maskwright.server.web;

import dev.maskwright.server.engine.Limits;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Reads bodies, with limits on the size of one, the total size in memory, the number at once, and the time. */
public final class Intake {

    private static final int CHUNK = 1 << 16;

    /** Slower bodies are refused: bytes per second. */
    private static final int LEAST_RATE = 1_000;

    /** Before that, the network may be the reason. */
    private static final double GRACE_SECONDS = 3;

    /** A late body can still be answered within this time; then its connection is closed. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private static final Duration SOON = Duration.ofSeconds(1);

    private final Limits limits;
    private final long mostBytes;
    private final Semaphore readers;
    private final AtomicLong bytes = new AtomicLong();

    /**
     * An intake.
     *
     * @param mostBytes of all bodies in memory together
     * @param mostReaders how many bodies are read or processed at once
     */
    public Intake(Limits limits, long mostBytes, int mostReaders) {
        this.limits = limits;
        this.mostBytes = Math.max(mostBytes, limits.bytes());
        readers = new Semaphore(mostReaders);
    }

    /** How many bytes of bodies are in memory. */
    public long bytes() {
        return bytes.get();
    }

    /**
     * Reads the body of a request; to be closed when its bytes are no longer needed.
     *
     * @throws RefusedException if it is too large or encoded, or there are too many others
     * @throws HttpProblemException if it arrives too slowly
     */
    public Body read(Context context) throws RefusedException, IOException {
        String encoding = context.header("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new RefusedException(
                    Reason.UNSUPPORTED, "the Content-Encoding is '%s'; send the body as it is".formatted(encoding));
        }
        long announced = context.req().getContentLengthLong();
        if (announced > limits.bytes()) {
            throw tooLarge("a body of %d bytes".formatted(announced));
        }
        if (!readers.tryAcquire()) {
            throw busy("too many requests are being taken in");
        }
        Reading reading = new Reading(readers::release);
        InputStream stream = context.req().getInputStream();
        return read(reading, stream, (int) announced, HangUp.after(limits.time().plus(LAST_WORDS), context));
    }

    /**
     * Reads what a request in progress refers to, as {@link #read(Context)} its body.
     *
     * @param most for how long; then the stream is closed
     * @throws RefusedException if it is too large, or there are too many others
     * @throws HttpProblemException if it arrives too slowly
     */
    public Body read(InputStream stream, Duration most) throws RefusedException, IOException {
        return read(new Reading(() -> {}), stream, -1, HangUp.after(most, () -> close(stream)));
    }

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // nothing more is read from it, which is the purpose
        }
    }

    /** @param hangUp ends a read that waits for nothing, or for data that is not part of the body */
    private static Body read(Reading reading, InputStream stream, int announced, HangUp hangUp)
            throws RefusedException, IOException {
        Body body = null;
        try (hangUp) {
            body = reading.read(stream, announced);
            return body;
        } catch (IOException e) {
            if (hangUp.isLate()) {
                throw reading.tooSlow();
            }
            throw e;
        } finally {
            if (body == null) {
                reading.release();
            }
        }
    }

    private final class Reading {

        private final long begun = System.nanoTime();
        private final Runnable leave;
        private long held;

        Reading(Runnable leave) {
            this.leave = leave;
        }

        Body read(InputStream stream, int announced) throws IOException, RefusedException {
            ByteArrayOutputStream body = new ByteArrayOutputStream(Math.max(32, Math.min(announced, 1 << 20)));
            byte[] chunk = new byte[CHUNK];
            for (int count = stream.read(chunk); count >= 0; count = stream.read(chunk)) {
                hold(count);
                body.write(chunk, 0, count);
                requireSpeed();
            }
            return new Body(body.toByteArray(), this::release);
        }

        /** A client that sends a byte now and then would hold a thread for too long. */
        private void requireSpeed() {
            double seconds = (System.nanoTime() - begun) / 1e9;
            if (seconds > limits.time().toSeconds() || (seconds > GRACE_SECONDS && held / seconds < LEAST_RATE)) {
                throw tooSlow();
            }
        }

        HttpProblemException tooSlow() {
            return new HttpProblemException(
                    408,
                    ("%d bytes of the body arrived within %.0f s; at least %d a second are"
                                    + " required, and all of them within %d s")
                            .formatted(
                                    held,
                                    (System.nanoTime() - begun) / 1e9,
                                    LEAST_RATE,
                                    limits.time().toSeconds()));
        }

        private void hold(int count) throws RefusedException {
            held += count;
            if (held > limits.bytes()) {
                held -= count;
                throw tooLarge("a body of more than %d bytes".formatted(limits.bytes()));
            }
            if (bytes.addAndGet(count) > mostBytes) {
                throw busy("the bodies of other requests fill the memory");
            }
        }

        private void release() {
            bytes.addAndGet(-held);
            held = 0;
            leave.run();
        }
    }

    private RefusedException tooLarge(String found) {
        return new RefusedException(
                Reason.TOO_LARGE,
                "%s, but at most %d are accepted; send a smaller picture".formatted(found, limits.bytes()));
    }

    private static RefusedException busy(String why) {
        return new RefusedException(Reason.QUEUE_FULL, why + "; try again later", SOON);
    }
}
