package dev.maskwright.inventory.shelf;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The change of a region.
 *
 * @param before its share of the picture when it was last reported, 0..1; 0 if it appeared
 * @param after its share now; 0 if it vanished
 * @param from its outline when it was last seen; empty if it appeared
 * @param to its outline now; empty if it vanished
 * @param seenBy the id of the last scan before this one in which it was seen; empty if it appeared
 */
public record Change(
        Kind kind,
        String label,
        double before,
        double after,
        Optional<OutlineText> from,
        Optional<OutlineText> to,
        OptionalLong seenBy) {

    /** The kinds of changes. */
    public enum Kind {
        APPEARED,
        VANISHED,
        SHRANK,
        GREW,
        MOVED;

        /** {@code appeared}. */
        public String words() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Change appeared(Seen seen) {
        return new Change(
                Kind.APPEARED,
                seen.label(),
                0,
                seen.share(),
                Optional.empty(),
                Optional.of(seen.outline()),
                OptionalLong.empty());
    }

    static Change vanished(Thing thing) {
        return new Change(
                Kind.VANISHED,
                thing.label(),
                thing.share(),
                0,
                Optional.of(thing.outline()),
                Optional.empty(),
                OptionalLong.of(thing.seenBy()));
    }

    static Change of(Kind kind, Thing thing, Seen seen) {
        return new Change(
                kind,
                thing.label(),
                thing.share(),
                seen.share(),
                Optional.of(thing.outline()),
                Optional.of(seen.outline()),
                OptionalLong.of(thing.seenBy()));
    }
}
