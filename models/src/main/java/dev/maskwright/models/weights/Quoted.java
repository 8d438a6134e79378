package dev.maskwright.models.weights;

import java.util.stream.Collectors;

/** Text out of a file, as a message can hold it. */
final class Quoted {

    private static final int LONGEST = 120;

    private Quoted() {}

    /** In one line of bounded length: names may be megabytes long, or hold what steers a terminal. */
    static String of(String text) {
        String shown = text.codePoints()
                .limit(LONGEST)
                .mapToObj(c -> Character.isISOControl(c) ? "?" : Character.toString(c))
                .collect(Collectors.joining());
        return text.codePointCount(0, text.length()) > LONGEST ? shown + "..." : shown;
    }
}
