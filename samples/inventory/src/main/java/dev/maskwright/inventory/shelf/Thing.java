package dev.maskwright.inventory.shelf;

import dev.maskwright.sdk.geometry.Box;

/**
 * A known region of a shelf.
 *
 * @param id 0 if it is not stored yet
 * @param share the last reported share: small changes add up until they are reported
 * @param box where it was last seen, in the coordinates of the last scan
 * @param missing number of consecutive scans in which it was missing
 * @param seenBy the id of the last scan in which it was seen; 0 for the one being compared
 */
public record Thing(long id, String label, double share, Box box, OutlineText outline, int missing, long seenBy) {

    static Thing of(Seen seen) {
        return new Thing(0, seen.label(), seen.share(), seen.box(), seen.outline(), 0, 0);
    }

    Thing seenAs(Seen seen, double newShare) {
        return new Thing(id, label, newShare, seen.box(), seen.outline(), 0, 0);
    }

    Thing missed() {
        return new Thing(id, label, share, box, outline, missing + 1, seenBy);
    }

    Thing at(Box newBox) {
        return new Thing(id, label, share, newBox, outline, missing, seenBy);
    }
}
