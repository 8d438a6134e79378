package dev.maskwright.cli.option;

import dev.maskwright.exporter.onnx.InputSize;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code dynamic} or {@code WxH}. */
public final class InputSizeOption implements ITypeConverter<InputSize> {

    private static final Pattern FIXED = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

    @Override
    public InputSize convert(String text) {
        Matcher fixed = FIXED.matcher(text);
        if (fixed.matches()) {
            return InputSize.fixed(Integer.parseInt(fixed.group(1)), Integer.parseInt(fixed.group(2)));
        }
        if (text.equals("dynamic")) {
            return InputSize.dynamic();
        }
        throw new TypeConversionException(
                "expected dynamic or width x height as in 224x224 but was '%s'".formatted(text));
    }
}
