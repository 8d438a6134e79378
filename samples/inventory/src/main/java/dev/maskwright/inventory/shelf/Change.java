package dev.maskwright.inventory.shelf;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What became of a region.
 *
 * @param before the share of the picture that it had when it was last spoken of, 0..1; 0 where it appeared
 * @param after what it has now; 0 where it vanished
 * @param from how it lay when it was last seen; empty where it appeared
 * @param to how it lies now; empty where it vanished
 * @param seenBy the id of the scan that showed it last, before this one; empty where it appeared
 */
public record Change(
        Kind kind,
        String label,
        double before,
        double after,
        Optional<OutlineText> from,
        Optional<OutlineText> to,
        OptionalLong seenBy) {

    /** What may become of a region. */
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
