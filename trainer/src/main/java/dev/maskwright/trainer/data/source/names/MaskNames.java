package dev.maskwright.trainer.data.source.names;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the names of masks follow from those of their pictures. Most data sets add something ({@code a_seg} to {@code a},
 * {@code a.jpg} to {@code a}) or replace a part ({@code a_gtFine_labelIds} for {@code a_leftImg8bit}, {@code mask_a}
 * for {@code image_a}). The rule that fits most pictures is used.
 *
 * @param pictures the affix of all names of pictures that masks do not have
 * @param masks    what the names of masks have instead
 */
public record MaskNames(Affix pictures, Affix masks) {

    /** Prefix and suffix around the part of a name that pictures and masks have in common. */
    public record Affix(String prefix, String suffix) {

        static final Affix NONE = new Affix("", "");

        /** The rest of a name without them; empty if the name does not have them. */
        Optional<String> strip(String name) {
            boolean has = name.startsWith(prefix)
                    && name.endsWith(suffix)
                    && name.length() > prefix.length() + suffix.length();
            return has
                    ? Optional.of(name.substring(prefix.length(), name.length() - suffix.length()))
                    : Optional.empty();
        }

        Affix onlyPrefix() {
            return new Affix(prefix, "");
        }

        Affix onlySuffix() {
            return new Affix("", suffix);
        }

        String around(String name) {
            return prefix + name + suffix;
        }
    }

    /** Masks that have their pictures' names. */
    public static final MaskNames EQUAL = new MaskNames(Affix.NONE, Affix.NONE);

    /** The rule for single masks in a set in which the others have their pictures' names. */
    private static final MaskNames USUAL = new MaskNames(Affix.NONE, new Affix("", "_mask"));

    /**
     * Finds the naming rule for masks that do not have their pictures' names.
     *
     * @param pictures relative names without extensions, with {@code /} between folders
     * @param masks    likewise
     * @param suffix   what follows in the masks' names; empty to detect it
     * @return the rule; several if they fit equally many pictures, none if no picture has a mask
     */
    public static List<MaskNames> find(Collection<String> pictures, Collection<String> masks, String suffix) {
        Set<String> lonely = new LinkedHashSet<>(pictures);
        lonely.removeAll(Set.copyOf(masks));
        Set<String> free = new LinkedHashSet<>(masks);
        free.removeAll(Set.copyOf(pictures));
        boolean isMixed = lonely.size() < Set.copyOf(pictures).size() && suffix.isEmpty();
        List<MaskNames> best = new ArrayList<>();
        int most = 0;
        Affix common = common(lonely);
        Set<Affix> affixes = new LinkedHashSet<>(List.of(Affix.NONE, common.onlySuffix(), common.onlyPrefix(), common));
        for (Affix affix : affixes) {
            int before = most;
            for (Map.Entry<Affix, Integer> fit : fits(affix, lonely, free).entrySet()) {
                MaskNames rule = new MaskNames(affix, fit.getKey());
                boolean isAllowed = isMixed
                        ? rule.equals(USUAL)
                        : suffix.isEmpty() ? rule.hasWord() : fit.getKey().equals(new Affix("", suffix));
                if (isAllowed && fit.getValue() > before && fit.getValue() >= most) {
                    if (fit.getValue() > most) {
                        best.clear();
                    }
                    most = fit.getValue();
                    best.add(rule);
                }
            }
        }
        return best;
    }

    /** A number after a name makes it a different name. */
    private boolean hasWord() {
        return masks.around("").chars().anyMatch(Character::isLetter) || !pictures.equals(Affix.NONE);
    }

    /** The number of pictures that have a mask by each rule. */
    private static Map<Affix, Integer> fits(Affix affix, Set<String> pictures, Set<String> masks) {
        Set<String> stems = new HashSet<>();
        pictures.forEach(picture -> affix.strip(name(picture)).ifPresent(stem -> stems.add(folder(picture) + stem)));
        Map<Affix, Integer> fits = new LinkedHashMap<>();
        for (String mask : masks) {
            String folder = folder(mask);
            String name = name(mask);
            for (int cut = 1; cut < name.length(); cut++) {
                if (stems.contains(folder + name.substring(0, cut)) && isBorder(name, cut)) {
                    fits.merge(new Affix("", name.substring(cut)), 1, Integer::sum);
                }
                if (stems.contains(folder + name.substring(cut)) && isBorder(name, cut)) {
                    fits.merge(new Affix(name.substring(0, cut), ""), 1, Integer::sum);
                }
            }
        }
        return fits;
    }

    /**
     * Whether a name may be split here: {@code 1} and {@code 10}, or {@code cat} and {@code cats}, are different names.
     */
    private static boolean isBorder(String name, int cut) {
        char left = name.charAt(cut - 1);
        char right = name.charAt(cut);
        boolean inNumber = Character.isDigit(left) && Character.isDigit(right);
        boolean inWord = Character.isLetter(left) && Character.isLetter(right);
        return !inNumber && !inWord;
    }

    /** The common prefix and suffix of all names, up to a character that separates words. */
    private static Affix common(Collection<String> names) {
        String prefix = null;
        String suffix = null;
        for (String path : names) {
            String name = name(path);
            prefix = prefix == null ? name : name.substring(0, sameStart(prefix, name));
            suffix = suffix == null ? name : name.substring(name.length() - sameEnd(suffix, name));
        }
        if (prefix == null || suffix == null || names.size() < 2) {
            return Affix.NONE;
        }
        int first = prefix.length();
        while (first > 0 && Character.isLetterOrDigit(prefix.charAt(first - 1))) {
            first--;
        }
        int last = 0;
        while (last < suffix.length() && Character.isLetterOrDigit(suffix.charAt(last))) {
            last++;
        }
        return new Affix(prefix.substring(0, first), suffix.substring(last));
    }

    private static int sameStart(String one, String other) {
        int same = 0;
        while (same < Math.min(one.length(), other.length()) && one.charAt(same) == other.charAt(same)) {
            same++;
        }
        return same;
    }

    private static int sameEnd(String one, String other) {
        int same = 0;
        while (same < Math.min(one.length(), other.length())
                && one.charAt(one.length() - 1 - same) == other.charAt(other.length() - 1 - same)) {
            same++;
        }
        return same;
    }

    private static String folder(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The name of a picture's mask by the rule; empty if the rule does not apply to the picture. */
    public Optional<String> mask(String picture) {
        return pictures.strip(name(picture)).map(stem -> folder(picture) + masks.around(stem));
    }

    /** A description of the rule, such as {@code NAME_seg for NAME}. */
    @Override
    public String toString() {
        return masks.around("NAME") + " for " + pictures.around("NAME");
    }
}
