package dev.maskwright.inventory.store;

import dev.maskwright.inventory.capture.Signature;
import dev.maskwright.inventory.shelf.OutlineText;
import dev.maskwright.inventory.shelf.Thing;
import dev.maskwright.sdk.geometry.Box;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The state of shelves as rows of tables. */
final class ShelfRows {

    private static final String LAST = """
            SELECT scan.id, shelf.name, taken_at, width, height, model, signature FROM scan
            JOIN shelf ON shelf.id = shelf_id
            WHERE scan.id IN (SELECT max(id) FROM scan WHERE is_state = 1 GROUP BY shelf_id)""";

    private ShelfRows() {}

    /** The last scan on which the shelf's state is based. */
    static Optional<LastScan> last(Handle handle, long shelf) {
        return handle.createQuery(LAST + " AND shelf_id = :shelf")
                .bind("shelf", shelf)
                .map((row, context) -> lastScan(row))
                .findOne();
    }

    /** Of each shelf, by name. */
    static List<LastScan> last(Handle handle) {
        return handle.createQuery(LAST + " ORDER BY shelf.name")
                .map((row, context) -> lastScan(row))
                .list();
    }

    private static LastScan lastScan(ResultSet row) throws SQLException {
        return new LastScan(
                row.getLong("id"),
                row.getString("name"),
                Instant.ofEpochMilli(row.getLong("taken_at")),
                row.getInt("width"),
                row.getInt("height"),
                row.getString("model"),
                Signature.of(row.getBytes("signature")));
    }

    static List<Thing> things(Handle handle, long shelf) {
        return handle.createQuery("SELECT * FROM thing WHERE shelf_id = :shelf ORDER BY id")
                .bind("shelf", shelf)
                .map((row, context) -> new Thing(
                        row.getLong("id"),
                        row.getString("label"),
                        row.getDouble("share"),
                        new Box(
                                row.getDouble("x"),
                                row.getDouble("y"),
                                row.getDouble("width"),
                                row.getDouble("height")),
                        new OutlineText(row.getString("outline")),
                        row.getInt("missing"),
                        row.getLong("seen_by")))
                .list();
    }
}
