package dev.maskwright.sdk.internal.session;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what to do with a model that was made for a newer ONNX version than this ONNX Runtime reads. */
public final class TooNew {

    /** ONNX Runtime's wording for a file format that is too new, and for operators that are. */
    private static final Pattern FORMAT =
            Pattern.compile("Unsupported model IR version: (\\d+), max supported IR version: (\\d+)");

    private static final Pattern OPERATORS = Pattern.compile(
            "Opset (\\d+) is under development.*support for domain (\\S+) is till opset (\\d+)", Pattern.DOTALL);

    private TooNew() {}

    /** The reason to report for a failure to open, if the failure is of this kind. */
    public static Optional<String> reason(String failure, String version) {
        Matcher format = FORMAT.matcher(failure);
        if (format.find()) {
            return Optional.of(("made for a newer ONNX: its format is IR version %s, ONNX Runtime %s reads up to %s; "
                            + "save it again with model.ir_version = %s in Python's onnx package, or use a newer "
                            + "ONNX Runtime")
                    .formatted(format.group(1), version, format.group(2), format.group(2)));
        }
        Matcher operators = OPERATORS.matcher(failure);
        if (operators.find()) {
            return Optional.of(("made for a newer ONNX: it uses operator set %s of %s, ONNX Runtime %s reads up to "
                            + "%s; export it with opset_version=%s, convert it with "
                            + "onnx.version_converter.convert_version(model, %s) in Python's onnx package, or use "
                            + "a newer ONNX Runtime")
                    .formatted(
                            operators.group(1),
                            operators.group(2),
                            version,
                            operators.group(3),
                            operators.group(3),
                            operators.group(3)));
        }
        return Optional.empty();
    }
}
