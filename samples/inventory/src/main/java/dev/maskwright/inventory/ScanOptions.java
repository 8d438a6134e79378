package dev.maskwright.inventory;

import dev.maskwright.inventory.capture.CoachOptions;
import dev.maskwright.inventory.store.RecordOptions;
import dev.maskwright.sdk.RegionOptions;
import dev.maskwright.sdk.Tiling;
import java.util.Optional;

/**
 * Options for turning pictures into scans.
 *
 * @param shelf the shelf in all pictures; empty to recognise it in the picture
 * @param leastShare regions that cover less of their picture, 0..1, do not count
 * @param leastConfidence nor do those of a lower mean confidence, 0..1
 * @param gap parts of one class that are at most this far apart, as a share of the picture's longer side, are one
 *     region
 * @param items whether items are estimated, if their usual area was learned
 * @param coach thresholds beyond which a picture should be taken again
 * @param strict whether such pictures are refused; otherwise they are recorded with the advice
 * @param tiling how large pictures are cut into tiles; empty for no tiling
 */
public record ScanOptions(
        Optional<String> shelf,
        double leastShare,
        double leastConfidence,
        double gap,
        boolean items,
        CoachOptions coach,
        boolean strict,
        Optional<Tiling> tiling,
        RecordOptions record) {

    /** @throws IllegalArgumentException if a number is out of range, or the shelf has no name */
    public ScanOptions {
        if (!(gap >= 0 && gap <= 1)) {
            throw new IllegalArgumentException("a gap is 0..1 of the picture's longer side, got %s".formatted(gap));
        }
        if (shelf.isPresent() && shelf.get().isBlank()) {
            throw new IllegalArgumentException("a shelf needs a name");
        }
        regions(leastShare, leastConfidence, 0);
    }

    /**
     * Recognises shelves by their pictures, and also records pictures that the coach would reject. Regions need a
     * confidence of 0.6, which excludes most of those that the default model sees in nearly empty rooms.
     */
    public static ScanOptions defaults() {
        return new ScanOptions(
                Optional.empty(),
                0.002,
                0.6,
                0.01,
                false,
                CoachOptions.defaults(),
                false,
                Optional.empty(),
                RecordOptions.defaults());
    }

    public ScanOptions withShelf(String newShelf) {
        return new ScanOptions(
                Optional.of(newShelf), leastShare, leastConfidence, gap, items, coach, strict, tiling, record);
    }

    public ScanOptions withRegions(double newShare, double newConfidence, double newGap) {
        return new ScanOptions(shelf, newShare, newConfidence, newGap, items, coach, strict, tiling, record);
    }

    public ScanOptions withItems(boolean newItems) {
        return new ScanOptions(shelf, leastShare, leastConfidence, gap, newItems, coach, strict, tiling, record);
    }

    public ScanOptions withCoach(CoachOptions newCoach, boolean newStrict) {
        return new ScanOptions(shelf, leastShare, leastConfidence, gap, items, newCoach, newStrict, tiling, record);
    }

    public ScanOptions withTiling(Tiling newTiling) {
        return new ScanOptions(
                shelf, leastShare, leastConfidence, gap, items, coach, strict, Optional.of(newTiling), record);
    }

    public ScanOptions withRecord(RecordOptions newRecord) {
        return new ScanOptions(shelf, leastShare, leastConfidence, gap, items, coach, strict, tiling, newRecord);
    }

    RegionOptions regions(int width, int height) {
        return regions(leastShare, leastConfidence, gap * Math.max(width, height));
    }

    private static RegionOptions regions(double leastShare, double leastConfidence, double gap) {
        return RegionOptions.defaults()
                .withLeastShare(leastShare)
                .withLeastConfidence(leastConfidence)
                .withGap(gap);
    }
}
