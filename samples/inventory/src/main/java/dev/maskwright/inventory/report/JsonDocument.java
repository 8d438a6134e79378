package dev.maskwright.inventory.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.inventory.report.InventoryReport.ShelfPart;
import dev.maskwright.inventory.shelf.Alert;
import dev.maskwright.inventory.shelf.Change;
import dev.maskwright.inventory.shelf.Level;
import dev.maskwright.inventory.store.Scan;
import java.util.List;

/** Scans as JSON. */
public final class JsonDocument {

    private JsonDocument() {}

    static JsonObject of(List<ShelfPart> shelves) {
        JsonArray list = new JsonArray();
        for (ShelfPart shelf : shelves) {
            JsonObject json = new JsonObject();
            json.addProperty("shelf", shelf.line().name());
            json.addProperty("regions", shelf.line().regions());
            json.addProperty("missing", shelf.line().missing());
            json.addProperty("alerts", shelf.line().alerts());
            JsonArray scans = new JsonArray();
            shelf.scans().forEach(scan -> scans.add(of(scan)));
            json.add("scans", scans);
            list.add(json);
        }
        JsonObject document = new JsonObject();
        document.addProperty("note", "regions are not items; shares are of the picture, 0..1");
        document.add("shelves", list);
        return document;
    }

    /** A scan with its levels, changes, alerts and notes. */
    public static JsonObject of(Scan scan) {
        JsonObject json = new JsonObject();
        json.addProperty("id", scan.id());
        json.addProperty("shelf", scan.shelf());
        json.addProperty("takenAt", scan.takenAt().toString());
        json.addProperty("source", scan.source());
        json.addProperty("width", scan.width());
        json.addProperty("height", scan.height());
        json.addProperty("model", scan.model());
        scan.comparedWith().ifPresent(id -> json.addProperty("comparedWith", id));
        JsonArray levels = new JsonArray();
        scan.levels().forEach(level -> levels.add(of(level)));
        json.add("classes", levels);
        JsonArray changes = new JsonArray();
        scan.changes().forEach(change -> changes.add(of(change)));
        json.add("changes", changes);
        JsonArray alerts = new JsonArray();
        scan.alerts().forEach(alert -> alerts.add(of(alert)));
        json.add("alerts", alerts);
        JsonArray notes = new JsonArray();
        scan.notes().forEach(notes::add);
        json.add("notes", notes);
        return json;
    }

    private static JsonObject of(Level level) {
        JsonObject json = new JsonObject();
        json.addProperty("class", level.label());
        json.addProperty("share", level.share());
        json.addProperty("regions", level.regions());
        level.items().ifPresent(items -> json.addProperty("items", items));
        return json;
    }

    private static JsonObject of(Change change) {
        JsonObject json = new JsonObject();
        json.addProperty("event", change.kind().words());
        json.addProperty("class", change.label());
        json.addProperty("before", change.before());
        json.addProperty("after", change.after());
        return json;
    }

    private static JsonObject of(Alert alert) {
        JsonObject json = new JsonObject();
        json.addProperty("raised", alert.isRaised());
        json.addProperty("class", alert.label());
        json.addProperty("side", alert.side().words());
        json.addProperty("unit", alert.unit().words());
        json.addProperty("value", alert.value());
        json.addProperty("limit", alert.bound());
        return json;
    }
}
