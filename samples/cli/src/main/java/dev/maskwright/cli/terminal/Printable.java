package dev.maskwright.cli.terminal;

/**
 * Text that is safe for terminals. File names and contents may come from anywhere, and terminals interpret control
 * characters: they could hide lines, change colours and titles, or type.
 */
public final class Printable {

    private static final int DELETE = 0x7f;
    private static final int LAST_C1 = 0x9f;

    private Printable() {}

    /**
     * Text of several lines. Other control characters, and those that change the direction of writing, are written as
     * {@code \\u001b}.
     */
    public static String lines(String text) {
        return escaped(text, true);
    }

    /** Text of one line: line breaks are written as such characters, too. */
    public static String line(String text) {
        return escaped(text, false);
    }

    private static String escaped(String text, boolean hasLines) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            boolean isKept = hasLines && (letter == '\n' || letter == '\t');
            boolean isLineEnd = hasLines && letter == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
            if (isKept || isLineEnd || !isControl(letter)) {
                escaped.append(letter);
            } else {
                escaped.append("\\u")
                        .append(Integer.toHexString(0x10000 + letter).substring(1));
            }
        }
        return escaped.toString();
    }

    private static boolean isControl(char letter) {
        boolean turns = (letter >= '\u202a' && letter <= '\u202e') || (letter >= '\u2066' && letter <= '\u2069');
        return letter < ' '
                || (letter >= DELETE && letter <= LAST_C1)
                || letter == '\u2028'
                || letter == '\u2029'
                || turns;
    }
}
