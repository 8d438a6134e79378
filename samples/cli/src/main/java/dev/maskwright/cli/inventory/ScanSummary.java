package dev.maskwright.cli.inventory;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.cli.terminal.Json;
import dev.maskwright.cli.terminal.Printable;
import dev.maskwright.cli.terminal.Words;
import dev.maskwright.inventory.ScanOutcome;
import dev.maskwright.inventory.ShelfMatch;
import dev.maskwright.inventory.capture.Advice;
import dev.maskwright.inventory.event.Delivery;
import dev.maskwright.inventory.report.JsonDocument;
import dev.maskwright.inventory.report.Sentences;
import dev.maskwright.inventory.store.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The output of a run: some lines for each picture, and one for all. For one thread. */
final class ScanSummary {

    private final Optional<JsonArray> outcomes;
    private int recorded;
    private int known;
    private int unplaced;
    private int refused;
    private int failed;
    private int changes;
    private int alerts;
    private int notes;
    private int sent;
    private Delivery delivery = new Delivery(0, 0, 0, List.of());

    /**
     * @param forPrograms whether there will be a document, which lists each picture; otherwise memory does not grow
     *     with their number
     */
    ScanSummary(boolean forPrograms) {
        outcomes = forPrograms ? Optional.of(new JsonArray()) : Optional.empty();
    }

    int pictures() {
        return recorded + known + unplaced + refused + failed;
    }

    /** Whether a picture that should have become a scan did not. */
    boolean hasFailed() {
        return unplaced + refused + failed > 0;
    }

    /** Counts the outcome of a picture, and reports it. */
    String add(ScanOutcome outcome) {
        List<String> lines = new ArrayList<>();
        String state;
        if (outcome instanceof ScanOutcome.Recorded one) {
            state = "recorded";
            recorded++;
            lines.add(head(one.scan()));
            lines.addAll(details(one));
        } else if (outcome instanceof ScanOutcome.Known) {
            state = "known";
            known++;
            lines.add(outcome.source() + ": recorded already");
        } else if (outcome instanceof ScanOutcome.Unplaced one) {
            state = "unplaced";
            unplaced++;
            lines.add("%s: not sure which shelf this is (%s); name it with --shelf"
                    .formatted(one.source(), candidates(one.match())));
        } else if (outcome instanceof ScanOutcome.Refused one) {
            state = "refused";
            refused++;
            lines.add(one.source() + ": not recorded, take it again");
            one.advice().forEach(advice -> lines.add("  " + advice));
        } else {
            state = "failed";
            failed++;
            lines.add(((ScanOutcome.Failed) outcome).reason());
        }
        outcomes.ifPresent(all -> all.add(document(outcome, state, lines)));
        return lines.stream().map(Printable::line).collect(Collectors.joining("\n"));
    }

    private static JsonObject document(ScanOutcome outcome, String state, List<String> lines) {
        JsonObject json = new JsonObject();
        json.addProperty("source", outcome.source());
        json.addProperty("state", state);
        if (outcome instanceof ScanOutcome.Recorded one) {
            json.add("scan", JsonDocument.of(one.scan()));
            json.add(
                    "advice",
                    Json.array(one.advice().stream().map(Advice::toString).toList()));
        } else {
            json.add("reasons", Json.array(lines));
        }
        return json;
    }

    private static String head(Scan scan) {
        int regions = scan.levels().stream().mapToInt(level -> level.regions()).sum();
        String compared = scan.comparedWith().isPresent()
                ? Words.count(scan.changes().size(), "change")
                : scan.notes().isEmpty() ? "the first scan" : "not compared";
        String items = scan.levels().stream()
                .filter(level -> level.items().isPresent() && level.share() > 0)
                .map(level -> String.format(
                        Locale.ROOT,
                        "about %.0f %s",
                        level.items().getAsDouble(),
                        level.label().replace('_', ' ')))
                .collect(Collectors.joining(", "));
        return "%s: %s, %s%s, %s"
                .formatted(
                        scan.source(),
                        scan.shelf(),
                        Words.count(regions, "region"),
                        items.isEmpty() ? "" : " (" + items + ")",
                        compared);
    }

    private List<String> details(ScanOutcome.Recorded one) {
        Scan scan = one.scan();
        changes += scan.changes().size();
        alerts += (int) scan.alerts().stream().filter(alert -> alert.isRaised()).count();
        notes += scan.notes().size();
        List<String> lines = new ArrayList<>();
        scan.changes().forEach(change -> lines.add("  " + Sentences.of(change)));
        scan.alerts().forEach(alert -> lines.add((alert.isRaised() ? "  ALERT " : "  over: ") + Sentences.of(alert)));
        scan.notes().forEach(note -> lines.add("  note: " + note));
        one.advice().forEach(advice -> lines.add("  next time: " + advice));
        return lines;
    }

    private static String candidates(ShelfMatch match) {
        return match.candidates().isEmpty()
                ? "no shelf has a picture yet"
                : match.candidates().stream()
                        .map(one -> String.format(Locale.ROOT, "%s %.2f", one.shelf(), one.score()))
                        .collect(Collectors.joining(", "));
    }

    /** Counts what was sent; returns faults that were not reported the last time. */
    List<String> sent(Delivery newDelivery) {
        List<String> before = delivery.faults();
        sent += newDelivery.sent();
        delivery = newDelivery;
        return newDelivery.faults().stream()
                .filter(fault -> !before.contains(fault))
                .toList();
    }

    /**
     * Notes that nothing could be sent, because the outbox could not be read; the number of waiting events is
     * unchanged.
     */
    List<String> notSent(String fault) {
        return sent(new Delivery(0, delivery.waiting(), delivery.refused(), List.of(fault)));
    }

    String text(String database) {
        StringBuilder text = new StringBuilder("%s recorded".formatted(Words.count(recorded, "picture")));
        add(text, known, "recorded already");
        add(text, unplaced, "of an unknown shelf");
        add(text, refused, "to be taken again");
        add(text, failed, "failed");
        text.append("; ").append(Words.count(changes, "change")).append(", ").append(Words.count(alerts, "alert"));
        if (notes > 0) {
            text.append(", ").append(Words.count(notes, "note"));
        }
        if (sent + delivery.waiting() + delivery.refused() > 0) {
            text.append("; events: %,d sent".formatted(sent));
            add(text, delivery.waiting(), "waiting, for the next scan or inventory send");
            add(text, delivery.refused(), "refused");
        }
        return text.append("; in ").append(database).toString();
    }

    private static void add(StringBuilder text, int count, String what) {
        if (count > 0) {
            text.append(", %,d %s".formatted(count, what));
        }
    }

    JsonObject document() {
        JsonObject json = new JsonObject();
        json.add("pictures", outcomes.orElseGet(JsonArray::new));
        json.addProperty("recorded", recorded);
        json.addProperty("known", known);
        json.addProperty("unplaced", unplaced);
        json.addProperty("refused", refused);
        json.addProperty("failed", failed);
        json.addProperty("changes", changes);
        json.addProperty("alerts", alerts);
        JsonObject events = new JsonObject();
        events.addProperty("sent", sent);
        events.addProperty("waiting", delivery.waiting());
        events.addProperty("refused", delivery.refused());
        json.add("events", events);
        return json;
    }
}
