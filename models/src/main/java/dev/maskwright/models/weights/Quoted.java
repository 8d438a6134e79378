package dev.maskwright.models.weights;

import java.util.List;
import java.util.stream.Collectors;

/** Makes text from a file safe for messages. */
final class Quoted {

    private static final int LONGEST = 120;

    /** How many faults of a list are shown from its beginning, and as many from its end. */
    private static final int MOST = 8;

    private Quoted() {}

    /** In one line of bounded length: names may be megabytes long, or contain control sequences of terminals. */
    static String of(String text) {
        String shown = text.codePoints()
                .limit(LONGEST)
                .mapToObj(c -> Character.isISOControl(c) ? "?" : Character.toString(c))
                .collect(Collectors.joining());
        return text.codePointCount(0, text.length()) > LONGEST ? shown + "..." : shown;
    }

    /** Faults in one line: all if there are few, otherwise the first and the last, which are of other kinds. */
    static String list(List<String> faults) {
        int left = faults.size() - 2 * MOST;
        if (left <= 0) {
            return String.join("; ", faults);
        }
        return "%s; and %d more; the last is %s"
                .formatted(
                        String.join("; ", faults.subList(0, MOST)),
                        left,
                        String.join("; ", faults.subList(faults.size() - MOST, faults.size())));
    }
}
