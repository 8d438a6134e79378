package dev.maskwright.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.maskwright.trainer.evaluation.Evaluation;
import dev.maskwright.trainer.metric.Averaging;
import dev.maskwright.trainer.metric.BoundaryOverlap;
import dev.maskwright.trainer.metric.ConfusionMatrix;
import dev.maskwright.trainer.metric.Measure;
import dev.maskwright.trainer.metric.PixelCountsByClass;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EvaluationReportTest {

    /** One picture of 2x2 pixels in which three are right; the third class is absent. */
    private static EvaluationReport report(String... classes) {
        byte[] targets = {0, 0, 1, 1};
        byte[] predictions = {0, 0, 1, 0};
        ConfusionMatrix matrix = new ConfusionMatrix(3);
        matrix.add(targets, predictions);
        PixelCountsByClass outcomes = new PixelCountsByClass(3);
        outcomes.add(matrix);
        BoundaryOverlap boundaries = new BoundaryOverlap(3);
        boundaries.add(targets, predictions, 2, 2);
        return new EvaluationReport(new Evaluation(matrix, outcomes, boundaries, List.of()), List.of(classes));
    }

    @Test
    void theDocumentHasEveryMeasureByClassAndByAverage() {
        JsonObject json = report("background", "cup", "jug").json("validation", List.of("row 7: no picture"));
        assertEquals("validation", json.get("split").getAsString());
        assertEquals((2 / 3.0 + 0.5) / 2, json.get("meanIou").getAsDouble(), 1e-12);
        assertEquals(0.75, json.get("pixelAccuracy").getAsDouble());
        assertEquals(0.5, json.get("iouBlindToBackground").getAsDouble());
        assertEquals(1, json.get("images").getAsInt());
        JsonObject averages = json.getAsJsonObject("averages");
        for (Measure measure : Measure.ALL) {
            for (Averaging averaging : Averaging.values()) {
                assertTrue(averages.getAsJsonObject(measure.id())
                        .get(averaging.id())
                        .getAsJsonPrimitive()
                        .isNumber());
            }
        }
        assertEquals(json.get("meanIou"), averages.getAsJsonObject("iou").get("classes"));
        JsonObject cup = json.getAsJsonArray("classes").get(1).getAsJsonObject();
        assertEquals(0.5, cup.get("iou").getAsDouble());
        assertEquals(0.5, cup.get("recall").getAsDouble());
        assertEquals(1.0, cup.get("precision").getAsDouble());
        assertEquals(0.5, cup.get("boundaryIou").getAsDouble());
        assertEquals(2, cup.get("labelledPixels").getAsLong());
        assertEquals(1, cup.get("predictedPixels").getAsLong());
        JsonObject jug = json.getAsJsonArray("classes").get(2).getAsJsonObject();
        assertTrue(jug.get("iou").isJsonNull() && jug.get("boundaryIou").isJsonNull(), "an absent class has no score");
        assertEquals("[[2,0,0],[1,1,0],[0,0,0]]", json.get("confusion").toString());
        assertEquals("row 7: no picture", json.getAsJsonArray("skipped").get(0).getAsString());
    }

    @Test
    void peopleReadADashWhereThereIsNoScore() {
        EvaluationReport report = report("background", "cup", "jug");
        String[] lines = report.classTable().split("\n", -1);
        assertTrue(lines[0].matches("class +IoU +Dice +precision +recall +boundary IoU +labelled px +predicted px"));
        assertTrue(lines[2].matches("cup +0.5000 +0.6667 +1.0000 +0.5000 +0.5000 +2 +1"), lines[2]);
        assertTrue(lines[3].matches("jug +- +- +- +- +- +0 +0"), lines[3]);
        assertEquals(1 + Measure.ALL.size(), report.averageTable().split("\n", -1).length);
    }

    @Test
    void onlyDataWithABackgroundCanBeBlindToIt() {
        assertTrue(report("background", "cup", "jug").summary().contains("blind to background 0.5000"));
        assertFalse(report("sky", "road", "tree").summary().contains("blind"));
        assertFalse(report("sky", "road", "tree").json("train", List.of()).has("iouBlindToBackground"));
    }
}
