package dev.maskwright.sdk.internal.session;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reports that a graph takes other sizes than those passed to it, which ONNX Runtime reports by dimension index. */
public final class OtherSizes {

    private static final Pattern OTHER =
            Pattern.compile("Got invalid dimensions for input: (\\S+) for the following indices\\s*index: (\\d+) Got: "
                    + "(-?\\d+) Expected: (-?\\d+)");

    private OtherSizes() {}

    /** The reason to report for a failure to run, if the failure is of this kind. */
    public static Optional<String> reason(String failure) {
        Matcher other = OTHER.matcher(failure);
        return other.find()
                ? Optional.of(("dimension %d of the graph's input '%s' is %s, but the tensor passed has %s; "
                                + "correct the card, or export the model again")
                        .formatted(
                                Integer.parseInt(other.group(2)) + 1, other.group(1), other.group(4), other.group(3)))
                : Optional.empty();
    }
}
