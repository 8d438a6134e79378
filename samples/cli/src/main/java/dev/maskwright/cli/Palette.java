package dev.maskwright.cli;

import dev.maskwright.sdk.ClassLabel;
import java.util.List;

/** Colours for classes. */
final class Palette {

    private Palette() {}

    /** Classes with ids 0..K-1 in the order of the names. */
    static List<ClassLabel> paint(List<String> names) {
        return ClassLabel.of(names);
    }
}
