package dev.maskwright.models.text;

import java.util.Arrays;
import java.util.Locale;

/** The distance between two words, to find what a mistyped one was meant to be. */
public final class EditDistance {

    private EditDistance() {}

    /** The number of edits that turn one word into the other (Levenshtein), ignoring case; 0 or more. */
    public static int between(String from, String to) {
        String a = from.toLowerCase(Locale.ROOT);
        String b = to.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
