package dev.maskwright.trainer.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** The classes of a data set: a class id is the position of its name. Id 0 is the background if there is one. */
public record ClassList(List<String> names) {

    public static final String BACKGROUND = "background";

    public ClassList {
        names = List.copyOf(names);
        if (names.isEmpty() || names.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(
                    "a data set must have at least one class, and each must have a name, got " + names);
        }
        if (names.stream().anyMatch(name -> name.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException(
                    "a class name contains a NUL character, which some databases and programs do"
                            + " not keep; rename it, got " + names);
        }
        if (names.lastIndexOf(BACKGROUND) > 0) {
            throw new IllegalArgumentException(
                    "class names must differ, and '%s' can only be the first, got %s".formatted(BACKGROUND, names));
        }
        if (names.size() > Sample.IGNORE) {
            throw new IllegalArgumentException(
                    "a mask holds at most %d classes, got %d".formatted(Sample.IGNORE, names.size()));
        }
        if (names.stream().distinct().count() < names.size()) {
            throw new IllegalArgumentException("class names must differ, got " + names);
        }
    }

    /** Background, then {@code names} in their order. */
    public static ClassList of(Collection<String> names) {
        List<String> all = new ArrayList<>(List.of(BACKGROUND));
        all.addAll(names);
        return new ClassList(all);
    }

    /**
     * The normalised spelling in which categories are compared: {@code " Coffee Table"} is {@code coffee_table}, and
     * {@code __background__} is {@link #BACKGROUND}.
     */
    public static String normalize(String category) {
        String name = category.strip().toLowerCase(Locale.ROOT).replace(' ', '_');
        return name.matches("_+background_+") ? BACKGROUND : name;
    }

    public int size() {
        return names.size();
    }

    public String name(int classId) {
        return names.get(classId);
    }

    public OptionalInt classId(String name) {
        int id = names.indexOf(name);
        return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
    }
}
