package dev.maskwright.inventory.store;

import dev.maskwright.inventory.shelf.ItemArea;
import dev.maskwright.inventory.shelf.Limit;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Limits of classes, and usual areas of items. Any number of threads may call. */
public final class SettingStore {

    private static final String SAME = " WHERE coalesce(shelf_id, 0) = :shelf AND label = :label";

    private final Database database;

    public SettingStore(Database database) {
        this.database = database;
    }

    /** All limits, those for every shelf first. */
    public List<Limit> limits() {
        return database.read(handle ->
                handle.createQuery("""
                        SELECT shelf.name AS shelf, class_limit.* FROM class_limit LEFT JOIN shelf ON shelf.id = shelf_id
                        ORDER BY coalesce(shelf.name, ''), label, unit""").map((row, context) -> limit(row)).list());
    }

    static Limit limit(ResultSet row) throws SQLException {
        return new Limit(
                Optional.ofNullable(row.getString("shelf")),
                row.getString("label"),
                Limit.Unit.valueOf(row.getString("unit")),
                number(row, "least"),
                number(row, "most"));
    }

    static OptionalDouble number(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** Sets a limit, replacing the one of the same shelf, class and unit. */
    public void put(Limit limit) {
        database.write(handle -> {
            long shelf = shelf(handle, limit.shelf());
            remove(handle, shelf, limit.label(), limit.unit());
            return handle.createUpdate("INSERT INTO class_limit (shelf_id, label, unit, least, most) VALUES"
                            + " (:shelf, :label, :unit, :least, :most)")
                    .bind("shelf", shelf == 0 ? null : Long.valueOf(shelf))
                    .bind("label", limit.label())
                    .bind("unit", limit.unit().name())
                    .bind("least", boxed(limit.least()))
                    .bind("most", boxed(limit.most()))
                    .execute();
        });
    }

    /** Removes the limits of a class; active alerts end with them, silently. Returns their number. */
    public int removeLimits(Optional<String> shelf, String label) {
        return database.write(handle -> {
            long id = shelf(handle, shelf);
            int count = 0;
            for (Limit.Unit unit : Limit.Unit.values()) {
                count += remove(handle, id, label, unit);
            }
            return count;
        });
    }

    /**
     * Alerts of a changed limit are checked again at the next scan; a shelf's own limit is separate from that for all.
     */
    private static int remove(Handle handle, long shelf, String label, Limit.Unit unit) {
        handle.createUpdate("""
                        UPDATE alert SET ended_by = (SELECT max(id) FROM scan WHERE scan.shelf_id = alert.shelf_id)
                        WHERE ended_by IS NULL AND label = :label AND unit = :unit
                          AND (shelf_id = :shelf OR :shelf = 0 AND NOT EXISTS (SELECT 1 FROM class_limit own
                            WHERE own.shelf_id = alert.shelf_id AND own.label = alert.label AND own.unit = alert.unit))""")
                .bind("shelf", shelf)
                .bind("label", label)
                .bind("unit", unit.name())
                .execute();
        return handle.createUpdate("DELETE FROM class_limit" + SAME + " AND unit = :unit")
                .bind("shelf", shelf)
                .bind("label", label)
                .bind("unit", unit.name())
                .execute();
    }

    /** All areas, those for every shelf first. */
    public List<ItemArea> itemAreas() {
        return database.read(handle -> handle.createQuery("""
                        SELECT shelf.name AS shelf, item_area.* FROM item_area LEFT JOIN shelf ON shelf.id = shelf_id
                        ORDER BY coalesce(shelf.name, ''), label""")
                .map((row, context) -> new ItemArea(
                        Optional.ofNullable(row.getString("shelf")),
                        row.getString("label"),
                        row.getDouble("share"),
                        row.getDouble("low"),
                        row.getDouble("high"),
                        row.getInt("samples")))
                .list());
    }

    /** Sets an area, replacing the one of the same shelf and class. */
    public void put(ItemArea area) {
        database.write(handle -> {
            long shelf = shelf(handle, area.shelf());
            handle.createUpdate("DELETE FROM item_area" + SAME)
                    .bind("shelf", shelf)
                    .bind("label", area.label())
                    .execute();
            return handle.createUpdate("INSERT INTO item_area (shelf_id, label, share, low, high, samples)"
                            + " VALUES (:shelf, :label, :share, :low, :high, :samples)")
                    .bind("shelf", shelf == 0 ? null : Long.valueOf(shelf))
                    .bind("label", area.label())
                    .bind("share", area.share())
                    .bind("low", area.low())
                    .bind("high", area.high())
                    .bind("samples", area.samples())
                    .execute();
        });
    }

    /** The id of a shelf, which is created if necessary; 0 for every shelf. */
    private static long shelf(Handle handle, Optional<String> name) {
        if (name.isEmpty()) {
            return 0;
        }
        handle.createUpdate("INSERT INTO shelf (name, created_at) VALUES (:name, :now) ON CONFLICT (name) DO NOTHING")
                .bind("name", name.get())
                .bind("now", Instant.now().toEpochMilli())
                .execute();
        return handle.createQuery("SELECT id FROM shelf WHERE name = :name")
                .bind("name", name.get())
                .mapTo(long.class)
                .one();
    }

    static @Nullable Double boxed(OptionalDouble value) {
        return value.isPresent() ? Double.valueOf(value.getAsDouble()) : null;
    }
}
