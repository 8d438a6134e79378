package dev.maskwright.inventory.store;

import dev.maskwright.inventory.shelf.Alert;
import dev.maskwright.inventory.shelf.Change;
import dev.maskwright.inventory.shelf.Comparison;
import dev.maskwright.inventory.shelf.Level;
import dev.maskwright.inventory.shelf.OutlineText;
import dev.maskwright.inventory.shelf.Seen;
import dev.maskwright.inventory.shelf.Thing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Records scans: the scan, its changes, the alerts that it raises, and the events to be sent, all in one transaction.
 * Any number of threads and processes may record at once; scans of one shelf are compared one after the other.
 */
public final class ScanRecorder {

    private final Database database;
    private final RecordOptions options;

    public ScanRecorder(Database database, RecordOptions options) {
        this.database = database;
        this.options = options;
    }

    /**
     * Records a scan.
     *
     * @return empty if the same picture is already recorded for the shelf
     * @throws InventoryException if the database cannot be written
     */
    public Optional<Scan> record(NewScan scan) {
        return database.write(handle -> record(handle, scan));
    }

    private Optional<Scan> record(Handle handle, NewScan scan) {
        long shelf = lockedShelf(handle, scan.shelf());
        if (!options.again() && isRecorded(handle, shelf, scan)) {
            return Optional.empty();
        }
        Optional<LastScan> last = ShelfRows.last(handle, shelf);
        Judgement judgement = Judgement.of(scan, last, ShelfRows.things(handle, shelf), options);
        List<String> notes = new ArrayList<>(judgement.notes());
        notes.addAll(AlertRows.unknownLimits(handle, shelf, scan));
        long id = insert(handle, shelf, scan, judgement, notes);
        insertLevels(handle, id, scan.levels());
        insertRegions(handle, id, scan.regions());
        judgement.comparison().ifPresent(comparison -> update(handle, shelf, id, comparison));
        List<Change> changes = judgement.comparison().map(Comparison::changes).orElse(List.of());
        insertChanges(handle, id, changes);
        List<Alert> alerts = AlertRows.update(handle, shelf, id, scan.levels());
        removeOldPictures(handle, shelf);
        Scan recorded = new Scan(
                id,
                scan.shelf(),
                scan.takenAt(),
                scan.source(),
                scan.width(),
                scan.height(),
                scan.model(),
                judgement.comparedWith(),
                notes,
                scan.levels(),
                changes,
                alerts);
        OutboxRows.insert(handle, options.targets(), options.topic(), InventoryEvent.of(recorded));
        return Optional.of(recorded);
    }

    /** The id of a shelf, which is created if necessary; it is locked for others until the transaction ends. */
    private static long lockedShelf(Handle handle, String name) {
        return handle.createQuery("""
                        INSERT INTO shelf (name, created_at) VALUES (:name, :now)
                        ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id""")
                .bind("name", name)
                .bind("now", Instant.now().toEpochMilli())
                .mapTo(long.class)
                .one();
    }

    private static boolean isRecorded(Handle handle, long shelf, NewScan scan) {
        return scan.identity().isPresent()
                && handle.createQuery("SELECT count(*) FROM scan WHERE shelf_id = :shelf AND identity = :identity")
                                .bind("shelf", shelf)
                                .bind("identity", scan.identity().get())
                                .mapTo(int.class)
                                .one()
                        > 0;
    }

    private static long insert(Handle handle, long shelf, NewScan scan, Judgement judgement, List<String> notes) {
        return handle.createQuery("""
                        INSERT INTO scan (shelf_id, taken_at, recorded_at, source, identity, width, height, model,
                          compared_with, is_state, notes, signature, picture)
                        VALUES (:shelf, :taken, :recorded, :source, :identity, :width, :height, :model,
                          :compared, :state, :notes, :signature, :picture) RETURNING id""")
                .bind("shelf", shelf)
                .bind("taken", scan.takenAt().toEpochMilli())
                .bind("recorded", Instant.now().toEpochMilli())
                .bind("source", scan.source())
                .bind("identity", scan.identity().orElse(null))
                .bind("width", scan.width())
                .bind("height", scan.height())
                .bind("model", scan.model())
                .bind(
                        "compared",
                        judgement.comparedWith().stream().boxed().findFirst().orElse(null))
                .bind("state", judgement.comparison().isPresent() ? 1 : 0)
                .bind("notes", String.join("\n", notes))
                .bind("signature", scan.signature().bytes())
                .bind("picture", scan.picture())
                .mapTo(long.class)
                .one();
    }

    private static void insertLevels(Handle handle, long scan, List<Level> levels) {
        PreparedBatch batch =
                handle.prepareBatch("INSERT INTO level (scan_id, label, share, regions, items) VALUES (:scan,"
                        + " :label, :share, :regions, :items)");
        for (Level level : levels) {
            batch.bind("scan", scan)
                    .bind("label", level.label())
                    .bind("share", level.share())
                    .bind("regions", level.regions())
                    .bind("items", SettingStore.boxed(level.items()))
                    .add();
        }
        batch.execute();
    }

    private static void insertRegions(Handle handle, long scan, List<Seen> regions) {
        PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO region (scan_id, label, share, x, y, width, height, confidence, outline)
                VALUES (:scan, :label, :share, :x, :y, :width, :height, :confidence, :outline)""");
        for (Seen region : regions) {
            batch.bind("scan", scan)
                    .bind("label", region.label())
                    .bind("share", region.share())
                    .bindMethods(region.box())
                    .bind("confidence", region.confidence())
                    .bind("outline", region.outline().path())
                    .add();
        }
        batch.execute();
    }

    private static void update(Handle handle, long shelf, long scan, Comparison comparison) {
        comparison.gone().forEach(thing -> handle.execute("DELETE FROM thing WHERE id = ?", thing));
        for (Thing thing : comparison.things()) {
            handle.createUpdate(thing.id() == 0 ? """
                                    INSERT INTO thing (shelf_id, label, share, x, y, width, height, outline, missing, seen_by)
                                    VALUES (:shelf, :label, :share, :x, :y, :width, :height, :outline, :missing, :seen)""" : """
                                    UPDATE thing SET share = :share, x = :x, y = :y, width = :width, height = :height,
                                      outline = :outline, missing = :missing, seen_by = :seen WHERE id = :id""")
                    .bind("id", thing.id())
                    .bind("shelf", shelf)
                    .bind("label", thing.label())
                    .bind("share", thing.share())
                    .bindMethods(thing.box())
                    .bind("outline", thing.outline().path())
                    .bind("missing", thing.missing())
                    .bind("seen", thing.seenBy() == 0 ? scan : thing.seenBy())
                    .execute();
        }
    }

    private static void insertChanges(Handle handle, long scan, List<Change> changes) {
        for (Change change : changes) {
            handle.createUpdate("""
                            INSERT INTO difference (scan_id, kind, label, share_before, share_after, outline_before,
                              outline_after, seen_by)
                            VALUES (:scan, :kind, :label, :before, :after, :from, :to, :seen)""")
                    .bind("scan", scan)
                    .bind("kind", change.kind().name())
                    .bind("label", change.label())
                    .bind("before", change.before())
                    .bind("after", change.after())
                    .bind("from", change.from().map(OutlineText::path).orElse(null))
                    .bind("to", change.to().map(OutlineText::path).orElse(null))
                    .bind("seen", change.seenBy().stream().boxed().findFirst().orElse(null))
                    .execute();
        }
    }

    private void removeOldPictures(Handle handle, long shelf) {
        handle.createUpdate("""
                        UPDATE scan SET picture = NULL WHERE shelf_id = :shelf AND picture IS NOT NULL AND id NOT IN
                          (SELECT id FROM scan WHERE shelf_id = :shelf ORDER BY id DESC LIMIT :kept)""")
                .bind("shelf", shelf)
                .bind("kept", options.picturesKept())
                .execute();
    }
}
