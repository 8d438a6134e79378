package dev.maskwright.inventory.store;

import dev.maskwright.inventory.shelf.Alert;
import dev.maskwright.inventory.shelf.Change;
import dev.maskwright.inventory.shelf.Level;
import dev.maskwright.inventory.shelf.Limit;
import dev.maskwright.inventory.shelf.OutlineText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/** Read access to the records. Any number of threads may call. */
public final class Records {

    private final Database database;

    public Records(Database database) {
        this.database = database;
    }

    /**
     * A summary of a shelf.
     *
     * @param last when its last scan was taken; empty if it has none
     * @param regions number of known regions, which is not the number of items
     * @param missing number of those that were missing in the last scans
     * @param alerts that last
     */
    public record ShelfLine(String name, int scans, Optional<Instant> last, int regions, int missing, int alerts) {}

    /** The shelves, by name. */
    public List<ShelfLine> shelves() {
        return database.read(handle -> handle.createQuery("""
                        SELECT name,
                          (SELECT count(*) FROM scan WHERE scan.shelf_id = shelf.id) AS scans,
                          (SELECT taken_at FROM scan WHERE scan.shelf_id = shelf.id ORDER BY id DESC LIMIT 1) AS last,
                          (SELECT count(*) FROM thing WHERE thing.shelf_id = shelf.id) AS regions,
                          (SELECT count(*) FROM thing WHERE thing.shelf_id = shelf.id AND missing > 0) AS missing,
                          (SELECT count(*) FROM alert WHERE alert.shelf_id = shelf.id AND ended_by IS NULL) AS alerts
                        FROM shelf ORDER BY name""")
                .map((row, context) -> new ShelfLine(
                        row.getString("name"),
                        row.getInt("scans"),
                        row.getInt("scans") == 0
                                ? Optional.empty()
                                : Optional.of(Instant.ofEpochMilli(row.getLong("last"))),
                        row.getInt("regions"),
                        row.getInt("missing"),
                        row.getInt("alerts")))
                .list());
    }

    /** The last scan of each shelf that has one, by the shelf's name; those that could not be compared are skipped. */
    public List<LastScan> lastScans() {
        return database.read(ShelfRows::last);
    }

    /** The last scan of a shelf. */
    public Optional<LastScan> lastScan(String shelf) {
        return lastScans().stream().filter(scan -> scan.shelf().equals(shelf)).findFirst();
    }

    /** Whether the picture of this identity is recorded, for a shelf or, if that is empty, for any. */
    public boolean isRecorded(Optional<String> shelf, String identity) {
        return database.read(handle -> handle.createQuery("""
                                SELECT count(*) FROM scan JOIN shelf ON shelf.id = shelf_id
                                WHERE identity = :identity AND (:any = 1 OR shelf.name = :shelf)""")
                        .bind("identity", identity)
                        .bind("any", shelf.isEmpty() ? 1 : 0)
                        .bind("shelf", shelf.orElse(""))
                        .mapTo(int.class)
                        .one()
                > 0);
    }

    /**
     * The latest scans of a shelf in the order of their arrival.
     *
     * @param most how many
     */
    public List<Scan> scans(String shelf, int most) {
        return database.read(handle -> {
            List<Head> heads = new ArrayList<>(handle.createQuery("""
                            SELECT scan.* FROM scan JOIN shelf ON shelf.id = shelf_id
                            WHERE shelf.name = :shelf ORDER BY scan.id DESC LIMIT :most""")
                    .bind("shelf", shelf)
                    .bind("most", most)
                    .map((row, context) -> Head.of(row))
                    .list());
            Collections.reverse(heads);
            if (heads.isEmpty()) {
                return List.<Scan>of();
            }
            Parts parts = Parts.read(handle, shelf, heads.get(0).id);
            return heads.stream().map(head -> head.scan(shelf, parts)).toList();
        });
    }

    /** The picture of a scan as JPEG; empty if it is no longer kept. */
    public Optional<byte[]> picture(long scan) {
        return database.read(
                handle -> handle.createQuery("SELECT picture FROM scan WHERE id = :scan AND picture IS NOT NULL")
                        .bind("scan", scan)
                        .map((row, context) -> row.getBytes("picture"))
                        .findOne());
    }

    private static OptionalLong number(ResultSet row, String column) throws SQLException {
        long id = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(id);
    }

    /** A scan without the data of other tables. */
    private record Head(
            long id,
            Instant takenAt,
            String source,
            int width,
            int height,
            String model,
            OptionalLong comparedWith,
            List<String> notes) {

        static Head of(ResultSet row) throws SQLException {
            return new Head(
                    row.getLong("id"),
                    Instant.ofEpochMilli(row.getLong("taken_at")),
                    row.getString("source"),
                    row.getInt("width"),
                    row.getInt("height"),
                    row.getString("model"),
                    number(row, "compared_with"),
                    row.getString("notes").lines().toList());
        }

        Scan scan(String shelf, Parts parts) {
            return new Scan(
                    id,
                    shelf,
                    takenAt,
                    source,
                    width,
                    height,
                    model,
                    comparedWith,
                    notes,
                    parts.levels.getOrDefault(id, List.of()),
                    parts.changes.getOrDefault(id, List.of()),
                    parts.alerts.getOrDefault(id, List.of()));
        }
    }

    /** The data of scans in other tables, by their ids. */
    private record Parts(
            Map<Long, List<Level>> levels, Map<Long, List<Change>> changes, Map<Long, List<Alert>> alerts) {

        private interface Reading<T> {
            T of(ResultSet row) throws SQLException;
        }

        static Parts read(Handle handle, String shelf, long first) {
            String scans = " IN (SELECT scan.id FROM scan JOIN shelf ON shelf.id = shelf_id"
                    + " WHERE shelf.name = :shelf AND scan.id >= :first)";
            Map<Long, List<Alert>> alerts = grouped(
                    handle,
                    "SELECT raised_by AS scan_id, alert.*, raised_value AS value FROM alert WHERE raised_by" + scans
                            + " ORDER BY id",
                    shelf,
                    first,
                    row -> alert(row, true));
            grouped(
                            handle,
                            "SELECT ended_by AS scan_id, alert.*, ended_value AS value FROM alert"
                                    + " WHERE ended_value IS NOT NULL AND ended_by" + scans + " ORDER BY id",
                            shelf,
                            first,
                            row -> alert(row, false))
                    .forEach((scan, ended) -> alerts.computeIfAbsent(scan, any -> new ArrayList<>())
                            .addAll(ended));
            return new Parts(
                    grouped(
                            handle,
                            "SELECT * FROM level WHERE scan_id" + scans + " ORDER BY share DESC, label",
                            shelf,
                            first,
                            Parts::level),
                    grouped(
                            handle,
                            "SELECT * FROM difference WHERE scan_id" + scans + " ORDER BY id",
                            shelf,
                            first,
                            Parts::change),
                    alerts);
        }

        private static <T> Map<Long, List<T>> grouped(
                Handle handle, String sql, String shelf, long first, Reading<T> reading) {
            Map<Long, List<T>> groups = new HashMap<>();
            handle.createQuery(sql)
                    .bind("shelf", shelf)
                    .bind("first", first)
                    .map((row, context) -> Map.entry(row.getLong("scan_id"), reading.of(row)))
                    .forEach(entry -> groups.computeIfAbsent(entry.getKey(), any -> new ArrayList<>())
                            .add(entry.getValue()));
            return groups;
        }

        private static Level level(ResultSet row) throws SQLException {
            return new Level(
                    row.getString("label"),
                    row.getDouble("share"),
                    row.getInt("regions"),
                    SettingStore.number(row, "items"));
        }

        private static Change change(ResultSet row) throws SQLException {
            return new Change(
                    Change.Kind.valueOf(row.getString("kind")),
                    row.getString("label"),
                    row.getDouble("share_before"),
                    row.getDouble("share_after"),
                    Optional.ofNullable(row.getString("outline_before")).map(OutlineText::new),
                    Optional.ofNullable(row.getString("outline_after")).map(OutlineText::new),
                    number(row, "seen_by"));
        }

        private static Alert alert(ResultSet row, boolean isRaised) throws SQLException {
            return new Alert(
                    isRaised,
                    row.getString("label"),
                    Limit.Unit.valueOf(row.getString("unit")),
                    Limit.Side.valueOf(row.getString("side")),
                    row.getDouble("value"),
                    row.getDouble("bound"));
        }
    }
}
