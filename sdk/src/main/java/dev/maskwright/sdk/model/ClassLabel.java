package dev.maskwright.sdk.model;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One class of a model.
 *
 * @param id its number in masks; masks in this SDK hold ids up to 255, model files may have more
 * @param name its name
 * @param colour its colour in drawings, {@code #rrggbb}
 * @param isBackground whether this is the class of everything else; pictures leave it unpainted
 */
public record ClassLabel(int id, String name, String colour, boolean isBackground) {

    private static final Pattern COLOUR = Pattern.compile("#[0-9a-fA-F]{6}");

    /** This project's name for the class of everything else. */
    public static final String BACKGROUND = "background";

    /** Other common names for it, in any case. */
    private static final Set<String> BACKGROUNDS =
            Set.of(BACKGROUND, "__background__", "_background_", "unlabeled", "unlabelled");

    public ClassLabel {
        if (id < 0 || id > 0xffff) {
            throw new IllegalArgumentException("a class id is 0..65535, got %d".formatted(id));
        }
        if (name.isBlank()) {
            throw new IllegalArgumentException("class %d has no name".formatted(id));
        }
        if (name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "the name of class %d contains a NUL, which not all databases and programs preserve; rename it"
                            .formatted(id));
        }
        if (!COLOUR.matcher(colour).matches()) {
            throw new IllegalArgumentException(
                    "the colour of class %d (%s) must be #rrggbb, got \"%s\"".formatted(id, name, colour));
        }
    }

    /** A class that is the background if it has one of its usual names: see {@link #isBackground(String)}. */
    public ClassLabel(int id, String name, String colour) {
        this(id, name, colour, isBackground(name));
    }

    /**
     * Whether a name is a usual one for the class of everything else: {@code background}, {@code __background__},
     * {@code _background_}, {@code unlabeled} or {@code unlabelled}, in any case.
     */
    public static boolean isBackground(String name) {
        return BACKGROUNDS.contains(name.strip().toLowerCase(Locale.ROOT));
    }

    /** The colour as 0xRRGGBB. */
    public int rgb() {
        return Integer.parseInt(colour.substring(1), 16);
    }

    /**
     * Classes with ids 0..K-1 in the order of their names, in colours that are far from those of their neighbours;
     * background is black.
     */
    public static List<ClassLabel> of(List<String> names) {
        return Palette.paint(names);
    }

    /** The name as people write it: {@code coffee table} for {@code coffee_table}. */
    public String words() {
        return name.replace('_', ' ').strip();
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }
}
