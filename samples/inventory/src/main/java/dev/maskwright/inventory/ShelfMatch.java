package dev.maskwright.inventory;

import dev.maskwright.inventory.capture.Alignment;
import dev.maskwright.inventory.capture.Signature;
import dev.maskwright.inventory.store.LastScan;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The shelf of a picture, found by comparison with the last pictures of the shelves.
 *
 * @param candidates the most similar first; at most three
 */
public record ShelfMatch(List<Candidate> candidates) {

    private static final double LEAST_LEAD = 0.1;

    /** The similarity of a picture and the last one of a shelf. */
    public record Candidate(String shelf, double score) {}

    public ShelfMatch {
        candidates = List.copyOf(candidates);
    }

    /** Compares a picture with all shelves; takes a few milliseconds for each. */
    public static ShelfMatch of(Signature picture, List<LastScan> shelves) {
        return new ShelfMatch(shelves.stream()
                .map(shelf -> new Candidate(
                        shelf.shelf(), picture.alignTo(shelf.signature()).score()))
                .sorted(Comparator.comparingDouble(Candidate::score).reversed())
                .limit(3)
                .toList());
    }

    /** The shelf, if one is similar enough, and clearly more so than the next. */
    public Optional<String> sure() {
        if (candidates.isEmpty() || candidates.get(0).score() < Alignment.SAME_PLACE) {
            return Optional.empty();
        }
        boolean isAhead = candidates.size() == 1
                || candidates.get(0).score() - candidates.get(1).score() >= LEAST_LEAD;
        return isAhead ? Optional.of(candidates.get(0).shelf()) : Optional.empty();
    }
}
