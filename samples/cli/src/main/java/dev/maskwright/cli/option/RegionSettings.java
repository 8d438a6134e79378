package dev.maskwright.cli.option;

import com.google.gson.JsonObject;
import dev.maskwright.sdk.Edges;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Region;
import dev.maskwright.sdk.RegionOptions;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Which masks a run makes of what the network gives, and which of their regions count. Results of different settings do not go together.
 *
 * @param leastPercent of the picture that a region covers
 * @param leastConfidence of a region, 0..1
 * @param tolerance of polygons, in pixels
 */
public record RegionSettings(Edges edges, double leastPercent, double leastConfidence, double tolerance) {

    /** The regions of a mask that count, those of background not. */
    public List<Region> of(Mask mask) {
        return mask.regions(
                RegionOptions.defaults().withLeastShare(leastPercent / 100).withLeastConfidence(leastConfidence));
    }

    /** What they are called on the command line. */
    public static String options(JsonObject settings) {
        return settings.entrySet().stream()
                .map(entry -> "--%s %s"
                        .formatted(
                                entry.getKey().replace("min", "min-").toLowerCase(Locale.ROOT),
                                entry.getValue().getAsString()))
                .collect(Collectors.joining(" "));
    }

    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("edges", edges.name().toLowerCase(Locale.ROOT));
        json.addProperty("minArea", leastPercent);
        json.addProperty("minConfidence", leastConfidence);
        json.addProperty("tolerance", tolerance);
        return json;
    }
}
