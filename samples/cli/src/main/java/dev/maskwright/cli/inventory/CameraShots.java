package dev.maskwright.cli.inventory;

import dev.maskwright.camera.Camera;
import dev.maskwright.camera.CameraFrame;
import dev.maskwright.inventory.Shot;
import dev.maskwright.inventory.Shots;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pictures of a camera: one at once, and then one each time an interval has passed. If a scan takes longer than that,
 * the next follows at once, and missed ones are not made up for. A picture is valid until the next one is requested.
 */
final class CameraShots implements Shots {

    private final Camera camera;
    private final String name;
    private final long intervalNanos;
    private long left;
    private long due = System.nanoTime();
    private @Nullable CameraFrame last;

    /**
     * Owns the camera.
     *
     * @param most how many pictures are taken
     */
    CameraShots(Camera camera, String name, Duration interval, long most) {
        this.camera = camera;
        this.name = name;
        intervalNanos = interval.toNanos();
        left = most;
    }

    @Override
    public Optional<Shot> next() throws IOException, InterruptedException {
        release();
        if (left == 0) {
            return Optional.empty();
        }
        Optional<CameraFrame> next = camera.next();
        while (next.isPresent() && next.get().nanos() < due) { // also shows at once that there will be no more
            next.get().close();
            next = camera.next();
        }
        if (next.isEmpty()) {
            return Optional.empty();
        }
        CameraFrame frame = next.get();
        last = frame;
        left--;
        due = Math.max(due + intervalNanos, System.nanoTime());
        Instant now = Instant.now();
        String source = "%s at %s".formatted(name, now.truncatedTo(ChronoUnit.SECONDS));
        return Optional.of(new Shot(source, now, Optional.empty(), Optional.empty(), frame::frame));
    }

    private void release() {
        if (last != null) {
            last.close();
            last = null;
        }
    }

    @Override
    public void close() {
        release();
        camera.close();
    }
}
