package dev.maskwright.inventory;

import dev.maskwright.inventory.capture.CoachOptions;
import dev.maskwright.inventory.store.RecordOptions;
import dev.maskwright.sdk.RegionOptions;
import dev.maskwright.sdk.Tiling;
import java.util.Optional;

/**
 * How pictures become scans.
 *
 * @param shelf which shelf all pictures show; empty to know it by the picture
 * @param leastShare regions that cover less of their picture, 0..1, do not count
 * @param leastConfidence nor do those of a lower mean confidence, 0..1
 * @param gap parts of one class that are so near, as a share of the picture's longer side, are one region
 * @param items whether items are counted, where their usual area was learned
 * @param coach from where on a picture should be taken again
 * @param strict whether such pictures are refused; else they are recorded, and the advice is given
 * @param tiling how large pictures are cut; empty for not at all
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
     * Knows shelves by their pictures, and records what the coach would have taken again. Regions need a confidence of
     * 0.6: below are most of those that the default model sees in rooms which are nearly empty.
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
