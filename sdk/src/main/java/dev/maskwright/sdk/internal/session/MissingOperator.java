package dev.maskwright.sdk.internal.session;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says what to do with a model that needs an operator that this ONNX Runtime does not have, at all or for some type.
 */
public final class MissingOperator {

    /** ONNX Runtime's wording for operators of a declared operator set, and of an undeclared one. */
    private static final Pattern UNREGISTERED =
            Pattern.compile("Fatal error: (\\S+?)\\(-?\\d+\\) is not a registered function/op");

    private static final Pattern UNDECLARED =
            Pattern.compile("In Node, \\(\"[^\"]*\", ([^,]+), .*No opset import for domain '([^']*)'", Pattern.DOTALL);
    private static final Pattern NOT_IN_SET =
            Pattern.compile("No Op registered for (\\S+) with domain_version of (\\d+)");
    private static final Pattern NO_KERNEL =
            Pattern.compile("Could not find an implementation for (\\w+)\\(\\d+\\) node with name '([^']*)'");
    private static final Pattern NO_TYPE =
            Pattern.compile("Type '(?:tensor\\()?([^')]+)\\)?' of input parameter \\([^)]*\\) of operator \\((\\w+)\\) "
                    + "in node \\([^)]*\\) is invalid");

    private MissingOperator() {}

    /** The reason to report for a failure to open, if the failure is of this kind. */
    public static Optional<String> reason(String failure) {
        Matcher unregistered = UNREGISTERED.matcher(failure);
        if (unregistered.find()) {
            return Optional.of(ofOthers(unregistered.group(1)));
        }
        Matcher undeclared = UNDECLARED.matcher(failure);
        if (undeclared.find()) {
            return Optional.of(ofOthers(undeclared.group(2) + ":" + undeclared.group(1)));
        }
        Matcher notInSet = NOT_IN_SET.matcher(failure);
        if (notInSet.find()) {
            return Optional.of(("it needs the operator %s, which operator set %s does not have; export it for a set "
                            + "that has the operator, or without it")
                    .formatted(notInSet.group(1), notInSet.group(2)));
        }
        Matcher kernel = NO_KERNEL.matcher(failure);
        if (kernel.find()) {
            return Optional.of(("ONNX Runtime has no %s for the input types of node '%s', such as float64; export "
                            + "the model in float32")
                    .formatted(kernel.group(1), kernel.group(2)));
        }
        Matcher type = NO_TYPE.matcher(failure);
        return type.find()
                ? Optional.of(("the operator %s in the model's operator set does not take %s; export the model "
                                + "in float32, or for a newer set")
                        .formatted(type.group(2), type.group(1)))
                : Optional.empty();
    }

    private static String ofOthers(String operator) {
        return ("it needs the operator %s, which ONNX Runtime does not have because it belongs to another "
                        + "runtime; export the model for ONNX Runtime, or without that operator")
                .formatted(operator);
    }
}
