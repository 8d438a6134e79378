package dev.maskwright.sdk.internal.session;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what is wrong with the files beside a model that its weights lie in, which ONNX Runtime reports with places in its own source. */
public final class WeightsBeside {

    private static final Pattern MISSING =
            Pattern.compile("initializer: (\\S+?)\\. Error:.*External data path does not exist: \"([^\"]*)\"");

    private static final Pattern NOT_BESIDE =
            Pattern.compile("External data path validation failed for initializer: (\\S+?)\\. Error:");

    private static final Pattern SHORT = Pattern.compile(
            "External initializer: (\\S+) offset: (-?\\d+) size to read: (\\d+) given file_length: (\\d+)");

    private static final Pattern OTHER_LENGTH = Pattern.compile(
            "TensorProto: (\\S+) external data size mismatch. Computed size: (\\d+), external_data.length: (\\d+)");

    private WeightsBeside() {}

    /** The reason of a failure to open, if it is one of these. */
    public static Optional<String> reason(String failure) {
        Matcher missing = MISSING.matcher(failure);
        if (missing.find()) {
            return Optional.of(
                    "its constant '%s' lies in '%s', which is not there; copy all files of the model together"
                            .formatted(missing.group(1), missing.group(2)));
        }
        Matcher other = NOT_BESIDE.matcher(failure);
        if (other.find()) {
            return Optional.of(
                    "its constant '%s' lies in a file that is not in the model's folder; copy that file beside the model, and let the model name it without a path"
                            .formatted(other.group(1)));
        }
        Matcher cut = SHORT.matcher(failure);
        if (cut.find()) {
            return Optional.of(
                    "its constant '%s' takes %s bytes from byte %s of a file beside it, which has %s; it is cut short, or of another model: copy or export both again"
                            .formatted(cut.group(1), cut.group(3), cut.group(2), cut.group(4)));
        }
        Matcher length = OTHER_LENGTH.matcher(failure);
        return length.find()
                ? Optional.of(
                        "its constant '%s' takes %s bytes, but of the file beside it the model names %s; export the model again"
                                .formatted(length.group(1), length.group(2), length.group(3)))
                : Optional.empty();
    }
}
