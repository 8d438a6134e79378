package dev.maskwright.inventory.store;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.maskwright.inventory.shelf.Alert;
import dev.maskwright.inventory.shelf.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A finding of a scan, as it is sent.
 *
 * @param id identifies the event: one that is sent twice has the same
 * @param kind {@code appeared}, {@code vanished}, {@code shrank}, {@code grew}, {@code moved}, {@code alert-raised} or
 *     {@code alert-ended}
 */
public record InventoryEvent(String id, String kind, String shelf, JsonObject json) {

    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    /** All events of a scan: its changes, then its alerts. */
    public static List<InventoryEvent> of(Scan scan) {
        List<InventoryEvent> events = new ArrayList<>();
        for (Change change : scan.changes()) {
            InventoryEvent event = begin(scan, change.kind().words(), change.label());
            event.json.addProperty("unit", "share of the picture");
            event.json.addProperty("before", change.before());
            event.json.addProperty("after", change.after());
            events.add(event);
        }
        for (Alert alert : scan.alerts()) {
            InventoryEvent event = begin(scan, alert.isRaised() ? "alert-raised" : "alert-ended", alert.label());
            event.json.addProperty("side", alert.side().words());
            event.json.addProperty("unit", alert.unit().words());
            event.json.addProperty("value", alert.value());
            event.json.addProperty("limit", alert.bound());
            events.add(event);
        }
        return events;
    }

    private static InventoryEvent begin(Scan scan, String kind, String label) {
        String id = UUID.randomUUID().toString();
        JsonObject json = new JsonObject();
        json.addProperty("id", id);
        json.addProperty("event", kind);
        json.addProperty("shelf", scan.shelf());
        json.addProperty("class", label);
        json.addProperty("scan", scan.id());
        json.addProperty("takenAt", scan.takenAt().toString());
        json.addProperty("source", scan.source());
        return new InventoryEvent(id, kind, scan.shelf(), json);
    }

    /** One line of JSON. */
    public String text() {
        return GSON.toJson(json);
    }
}
