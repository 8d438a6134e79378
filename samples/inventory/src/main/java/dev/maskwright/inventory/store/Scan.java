package dev.maskwright.inventory.store;

import dev.maskwright.inventory.shelf.Alert;
import dev.maskwright.inventory.shelf.Change;
import dev.maskwright.inventory.shelf.Level;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * A recorded scan.
 *
 * @param comparedWith the id of the previous scan of the shelf; empty for the first one, and if nothing could be
 *     compared
 * @param notes remarks, such as that a clock went back, or a picture has another size
 * @param levels of every class of the model except the background
 * @param alerts that it raised or ended
 */
public record Scan(
        long id,
        String shelf,
        Instant takenAt,
        String source,
        int width,
        int height,
        String model,
        OptionalLong comparedWith,
        List<String> notes,
        List<Level> levels,
        List<Change> changes,
        List<Alert> alerts) {

    public Scan {
        notes = List.copyOf(notes);
        levels = List.copyOf(levels);
        changes = List.copyOf(changes);
        alerts = List.copyOf(alerts);
    }
}
