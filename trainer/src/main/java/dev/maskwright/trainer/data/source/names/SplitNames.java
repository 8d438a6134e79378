package dev.maskwright.trainer.data.source.names;

import java.util.List;

/** What splits are called, in lower case and in the order in which they are looked for. */
public final class SplitNames {

    public static final List<String> TRAINING = List.of("train", "training");

    /** A split for tests is validated on only where there is no other. */
    public static final List<String> VALIDATION = List.of("val", "validation", "valid", "dev", "test");

    private SplitNames() {}
}
