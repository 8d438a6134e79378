package dev.maskwright.trainer.data.source.names;

import java.util.List;

/** The names of splits, in lower case and in the order in which they are tried. */
public final class SplitNames {

    public static final List<String> TRAINING = List.of("train", "training");

    /** A test split is only used for validation if there is no other. */
    public static final List<String> VALIDATION = List.of("val", "validation", "valid", "dev", "test");

    private SplitNames() {}
}
