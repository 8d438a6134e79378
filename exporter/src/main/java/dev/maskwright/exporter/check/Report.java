package dev.maskwright.exporter.check;

import com.google.gson.JsonObject;
import java.util.Locale;

/**
 * The differences between a model file and its network. If only masks were compared, the figures of logits are NaN.
 *
 * @param pictures number of pictures compared
 * @param largestDifference between two logits
 * @param meanDifference over all logits
 * @param lowestLogit of the network
 * @param highestLogit of the network
 * @param equalPixels the share of mask pixels that are equal, 0..1
 * @param tolerance the allowed differences
 */
public record Report(
        int pictures,
        double largestDifference,
        double meanDifference,
        double lowestLogit,
        double highestLogit,
        double equalPixels,
        Tolerance tolerance) {

    /** The largest difference as a share of the range of the logits. */
    public double relativeDifference() {
        return largestDifference / (highestLogit - lowestLogit);
    }

    /** Whether the file is close enough to the network. */
    public boolean passed() {
        return relativeDifference() <= tolerance.largestRelativeDifference()
                && equalPixels >= tolerance.leastEqualPixels();
    }

    /** A few lines for display. */
    public String toText() {
        return String.format(
                Locale.ROOT,
                """
                parity on %d pictures: %s
                  logits   differ by at most %.3g, %.3g on average, in a range of %.4g to %.4g
                  relative %.3g (at most %.0e)
                  masks    %.4f %% equal (at least %.1f %%)
                """,
                pictures,
                passed() ? "passed" : "FAILED",
                largestDifference,
                meanDifference,
                lowestLogit,
                highestLogit,
                relativeDifference(),
                tolerance.largestRelativeDifference(),
                100 * equalPixels,
                100 * tolerance.leastEqualPixels());
    }

    /** For the provenance in a card. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("pictures", pictures);
        json.addProperty("largestDifference", largestDifference);
        json.addProperty("meanDifference", meanDifference);
        json.addProperty("lowestLogit", lowestLogit);
        json.addProperty("highestLogit", highestLogit);
        json.addProperty("relativeDifference", relativeDifference());
        json.addProperty("equalPixels", equalPixels);
        json.addProperty("passed", passed());
        return json;
    }
}
