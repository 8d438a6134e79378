package dev.maskwright.cli.option;

import dev.maskwright.exporter.onnx.Opset;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the number of an operator set that can be written. */
public final class OpsetOption implements ITypeConverter<Opset> {

    @Override
    public Opset convert(String text) {
        try {
            return Opset.of(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            throw new TypeConversionException("expected a number such as 17 but was '%s'".formatted(text));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
