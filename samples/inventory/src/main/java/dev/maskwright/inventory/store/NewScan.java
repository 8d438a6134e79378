package dev.maskwright.inventory.store;

import dev.maskwright.inventory.capture.Signature;
import dev.maskwright.inventory.shelf.Level;
import dev.maskwright.inventory.shelf.Seen;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A scan to be recorded.
 *
 * @param identity identifies the same picture, such as a hash of its file; empty if it never occurs twice
 * @param model its name and version
 * @param classes the names of the model's classes
 * @param picture as JPEG
 */
@SuppressWarnings("ArrayRecordComponent") // bytes of a picture; not meant to be compared
public record NewScan(
        String shelf,
        Instant takenAt,
        String source,
        Optional<String> identity,
        int width,
        int height,
        String model,
        List<String> classes,
        List<Seen> regions,
        List<Level> levels,
        Signature signature,
        byte[] picture) {

    public NewScan {
        classes = List.copyOf(classes);
        regions = List.copyOf(regions);
        levels = List.copyOf(levels);
    }
}
