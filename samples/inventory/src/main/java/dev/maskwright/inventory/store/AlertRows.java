package dev.maskwright.inventory.store;

import dev.maskwright.inventory.shelf.Alert;
import dev.maskwright.inventory.shelf.Level;
import dev.maskwright.inventory.shelf.Limit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jdbi.v3.core.Handle;

/** Checks limits against levels; an active alert is not raised again. */
final class AlertRows {

    private AlertRows() {}

    /** The alerts that a scan raises and ends. A class that the scan's model does not have is not checked. */
    static List<Alert> update(Handle handle, long shelf, long scan, List<Level> levels) {
        List<Alert> alerts = new ArrayList<>();
        for (Limit limit : limits(handle, shelf)) {
            for (Level level : levels) {
                OptionalDouble value = limit.of(level);
                if (level.label().equals(limit.label()) && value.isPresent()) {
                    for (Limit.Side side : Limit.Side.values()) {
                        update(handle, shelf, scan, limit, side, value.getAsDouble(), alerts);
                    }
                }
            }
        }
        return alerts;
    }

    private static void update(
            Handle handle, long shelf, long scan, Limit limit, Limit.Side side, double value, List<Alert> alerts) {
        var open = handle.createQuery("""
                        SELECT id, bound FROM alert WHERE shelf_id = :shelf AND label = :label AND unit = :unit
                          AND side = :side AND ended_by IS NULL""")
                .bind("shelf", shelf)
                .bind("label", limit.label())
                .bind("unit", limit.unit().name())
                .bind("side", side.name())
                .map((row, context) -> Map.entry(row.getLong("id"), row.getDouble("bound")))
                .findOne();
        boolean isPassed = limit.isPassed(side, value, open.isPresent());
        if (isPassed && open.isEmpty()) {
            OptionalDouble bound = side == Limit.Side.LOW ? limit.least() : limit.most();
            handle.createUpdate("""
                            INSERT INTO alert (shelf_id, label, unit, side, bound, raised_by, raised_value)
                            VALUES (:shelf, :label, :unit, :side, :bound, :scan, :value)""")
                    .bind("shelf", shelf)
                    .bind("label", limit.label())
                    .bind("unit", limit.unit().name())
                    .bind("side", side.name())
                    .bind("bound", bound.orElseThrow())
                    .bind("scan", scan)
                    .bind("value", value)
                    .execute();
            alerts.add(new Alert(true, limit.label(), limit.unit(), side, value, bound.orElseThrow()));
        } else if (!isPassed && open.isPresent()) {
            handle.createUpdate("UPDATE alert SET ended_by = :scan, ended_value = :value WHERE id = :id")
                    .bind("scan", scan)
                    .bind("value", value)
                    .bind("id", open.get().getKey())
                    .execute();
            alerts.add(new Alert(
                    false, limit.label(), limit.unit(), side, value, open.get().getValue()));
        }
    }

    /** Notes on limits of classes that the model does not have, or of items whose area was not learned. */
    static List<String> unknownLimits(Handle handle, long shelf, NewScan scan) {
        List<String> notes = new ArrayList<>();
        for (Limit limit : limits(handle, shelf)) {
            if (!scan.classes().contains(limit.label())) {
                notes.add("the limit of '%s' was not checked: model %s has no such class"
                        .formatted(limit.label(), scan.model()));
            } else if (limit.unit() == Limit.Unit.ITEMS
                    && scan.levels().stream()
                            .noneMatch(level -> level.label().equals(limit.label())
                                    && level.items().isPresent())) {
                notes.add("the limit of '%s' in items was not checked: learn the usual area of one first"
                        .formatted(limit.label()));
            }
        }
        return notes;
    }

    /** The limits of a shelf; its own take precedence over those for every shelf. */
    private static List<Limit> limits(Handle handle, long shelf) {
        Map<String, Limit> limits = new LinkedHashMap<>();
        handle.createQuery("""
                        SELECT shelf.name AS shelf, class_limit.* FROM class_limit LEFT JOIN shelf ON shelf.id = shelf_id
                        WHERE shelf_id IS NULL OR shelf_id = :shelf
                        ORDER BY CASE WHEN shelf_id IS NULL THEN 1 ELSE 0 END, label""")
                .bind("shelf", shelf)
                .map((row, context) -> SettingStore.limit(row))
                .forEach(limit -> limits.putIfAbsent(limit.label() + "\n" + limit.unit(), limit));
        return List.copyOf(limits.values());
    }
}
