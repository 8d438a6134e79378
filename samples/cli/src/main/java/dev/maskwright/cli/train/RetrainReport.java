package dev.maskwright.cli.train;

import com.google.gson.JsonObject;
import dev.maskwright.cli.terminal.Json;
import dev.maskwright.cli.terminal.Table;
import dev.maskwright.cli.terminal.Words;
import dev.maskwright.trainer.retrain.Retraining;
import java.util.List;

/**
 * The results of retraining, as text and as JSON.
 *
 * @param old the classes of the model that was retrained
 * @param before of that model on the held-out pictures that count
 * @param after of the new one
 * @param accepted number of held-out pictures that do not count, because they were merely accepted
 * @param verdict whether the new model may take the old one's place
 * @param corrections number of corrected pictures
 * @param replayed number of old pictures that were used
 * @param fingerprint of the corrections
 * @param wall seconds until the new model was measured
 * @param processor seconds of all cores together
 */
record RetrainReport(
        List<String> old,
        Retraining.Result result,
        HeldOutScore before,
        HeldOutScore after,
        int accepted,
        HeldOutGate.Verdict verdict,
        int corrections,
        int replayed,
        String fingerprint,
        double wall,
        double processor) {

    RetrainReport {
        old = List.copyOf(old);
    }

    List<String> newClasses() {
        return result.classes().subList(old.size(), result.classes().size());
    }

    String toText() {
        Table table = new Table("lrrr").row("class", "before", "after", "labelled pixels");
        for (String name : result.classes()) {
            if (after.labelled(name) > 0) {
                table.row(
                        name + (old.contains(name) ? "" : " (new)"),
                        Words.ratio(before.iou(name)),
                        Words.ratio(after.iou(name)),
                        "%,d".formatted(after.labelled(name)));
            }
        }
        table.row("", "", "", "");
        if (!newClasses().isEmpty()) {
            table.row("mean of the new classes", score(before, newClasses()), score(after, newClasses()), "");
            table.row("mean of the others", score(before, old), score(after, old), "");
        }
        table.row("mean IoU", Words.ratio(before.mean()), Words.ratio(after.mean()), "");
        return ("%s\n\nmeasured on %s%s\n%s of %s corrected and %s; encoded in %s, %s in %s; %s in all,"
                        + " %s of processor time")
                .formatted(
                        table,
                        Words.count(after.pictures().size(), "held-out picture"),
                        accepted == 0
                                ? ""
                                : ("; %d more were merely accepted: their labels are the old"
                                                + " model's own masks and say nothing about the new one")
                                        .formatted(accepted),
                        Words.count(result.views(), "view"),
                        Words.count(corrections, "picture"),
                        Words.count(replayed, "old one"),
                        Words.seconds(result.encoding()),
                        Words.count(result.steps(), "step"),
                        Words.seconds(result.training()),
                        Words.seconds(wall),
                        Words.seconds(processor));
    }

    private static String score(HeldOutScore score, List<String> classes) {
        return Words.ratio(score.mean(classes));
    }

    /** As JSON, for the history and for programs. */
    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("corrections", corrections);
        json.addProperty("fingerprint", fingerprint);
        json.addProperty("replayed", replayed);
        json.add("newClasses", Json.array(newClasses()));
        json.add("heldOut", scores());
        json.addProperty("steps", result.steps());
        json.addProperty("seconds", wall);
        json.addProperty("processorSeconds", processor);
        return json;
    }

    private JsonObject scores() {
        JsonObject json = new JsonObject();
        Json.addNumber(json, "before", before.mean());
        Json.addNumber(json, "after", after.mean());
        Json.addNumber(json, "changeLow", verdict.all().low());
        Json.addNumber(json, "changeHigh", verdict.all().high());
        json.addProperty("pictures", after.pictures().size());
        json.addProperty("accepted", accepted);
        json.addProperty("reason", verdict.reason());
        Json.addNumber(json, "othersBefore", before.mean(old));
        Json.addNumber(json, "othersAfter", after.mean(old));
        JsonObject classes = new JsonObject();
        for (String name : result.classes()) {
            JsonObject one = new JsonObject();
            Json.addNumber(one, "before", before.iou(name));
            Json.addNumber(one, "after", after.iou(name));
            one.addProperty("labelled", after.labelled(name));
            classes.add(name, one);
        }
        json.add("classes", classes);
        return json;
    }
}
