package dev.maskwright.cli.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.cli.terminal.Json;
import dev.maskwright.trainer.lint.ClassShares;
import dev.maskwright.trainer.lint.ClassShares.Counts;
import dev.maskwright.trainer.lint.Finding;
import dev.maskwright.trainer.lint.LintReport;
import dev.maskwright.trainer.lint.RowId;
import dev.maskwright.trainer.lint.Severity;

/** The results of lint as JSON: every finding and every count. */
public final class LintDocument {

    private LintDocument() {}

    static JsonObject of(LintReport report, String data, String format) {
        JsonObject json = new JsonObject();
        json.addProperty("data", data);
        json.addProperty("format", format);
        json.addProperty("trainRows", report.trainRows());
        json.addProperty("trainRowsUsed", report.trainRowsUsed());
        json.addProperty("validationRows", report.validationRows());
        json.addProperty("validationRowsUsed", report.validationRowsUsed());
        json.addProperty("errors", report.count(Severity.ERROR));
        json.addProperty("warnings", report.count(Severity.WARNING));
        json.addProperty("notes", report.count(Severity.NOTE));
        json.add("opened", Json.array(report.notes()));
        JsonArray kinds = new JsonArray();
        report.groups().forEach(group -> kinds.add(kind(group)));
        json.add("kinds", kinds);
        json.addProperty("classBalance", report.shares().classBalance());
        json.add("classes", classes(report.shares()));
        return json;
    }

    private static JsonObject kind(LintReport.Group group) {
        JsonObject json = new JsonObject();
        json.addProperty("kind", LintText.name(group.kind()));
        json.addProperty("severity", LintText.name(group.severity()));
        json.addProperty("what", group.kind().title());
        json.addProperty("advice", group.kind().advice());
        json.addProperty("count", group.findings().size());
        JsonArray findings = new JsonArray();
        group.findings().forEach(finding -> findings.add(finding(finding)));
        json.add("findings", findings);
        return json;
    }

    private static JsonObject finding(Finding finding) {
        JsonObject json = new JsonObject();
        json.addProperty("severity", LintText.name(finding.severity()));
        json.addProperty("name", finding.name());
        json.addProperty("detail", finding.detail());
        finding.row().ifPresent(row -> json.add("row", row(row)));
        finding.twin().ifPresent(row -> json.add("twin", row(row)));
        return json;
    }

    private static JsonObject row(RowId row) {
        JsonObject json = new JsonObject();
        json.addProperty("split", LintText.name(row.split()));
        json.addProperty("number", row.number());
        return json;
    }

    private static JsonArray classes(ClassShares shares) {
        JsonArray all = new JsonArray();
        for (int id = 0; id < shares.classes().size(); id++) {
            JsonObject one = new JsonObject();
            one.addProperty("id", id);
            one.addProperty("name", shares.classes().name(id));
            one.add("train", counts(shares.train(), id));
            one.add("validation", counts(shares.validation(), id));
            one.addProperty("weight", shares.weights().get(id));
            all.add(one);
        }
        return all;
    }

    private static JsonObject counts(Counts counts, int id) {
        JsonObject json = new JsonObject();
        json.addProperty("images", counts.images().get(id));
        json.addProperty("pixels", counts.pixels().get(id));
        return json;
    }
}
