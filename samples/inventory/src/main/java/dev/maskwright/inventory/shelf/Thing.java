package dev.maskwright.inventory.shelf;

import dev.maskwright.sdk.geometry.Box;

/**
 * A region that a shelf is known to have.
 *
 * @param id 0 as long as it is not stored
 * @param share what was last said of it: small changes add up until they are worth saying
 * @param box where it was last seen, as the last scan lies
 * @param missing in how many scans in a row it was not there
 * @param seenBy the id of the scan that showed it last; 0 for the one that is being compared
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
