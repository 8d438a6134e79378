package dev.maskwright.cli.option;

import dev.maskwright.sdk.Device;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where a network runs. */
public final class DeviceOption {

    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

    @Option(
            names = "--device",
            defaultValue = "cpu",
            converter = Converter.class,
            paramLabel = "cpu|cuda[:N]",
            description = "Where the network runs (${DEFAULT-VALUE}).")
    private Device device = Device.cpu();

    public Device device() {
        return device;
    }

    static final class Converter implements ITypeConverter<Device> {

        @Override
        public Device convert(String text) {
            Matcher cuda = CUDA.matcher(text);
            if (cuda.matches()) {
                return Device.cuda(cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1)));
            }
            if (text.equals("cpu")) {
                return Device.cpu();
            }
            throw new TypeConversionException("expected cpu, cuda or cuda:N (N from 0) but was '%s'".formatted(text));
        }
    }
}
