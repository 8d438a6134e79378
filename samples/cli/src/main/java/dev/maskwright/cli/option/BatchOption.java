package dev.maskwright.cli.option;

import java.util.OptionalInt;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code dynamic} as empty, or a number of images. */
public final class BatchOption implements ITypeConverter<OptionalInt> {

    @Override
    public OptionalInt convert(String text) {
        if (text.equals("dynamic")) {
            return OptionalInt.empty();
        }
        if (text.matches("[1-9][0-9]{0,3}")) {
            return OptionalInt.of(Integer.parseInt(text));
        }
        throw new TypeConversionException("expected dynamic or a number of images from 1 but was '%s'".formatted(text));
    }
}
