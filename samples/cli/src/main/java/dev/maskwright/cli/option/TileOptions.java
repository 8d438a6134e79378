package dev.maskwright.cli.option;

import dev.maskwright.cli.terminal.Console;
import dev.maskwright.sdk.Tiling;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How pictures larger than the network are cut into tiles. */
public final class TileOptions {

    /** {@code 512x512}. */
    static final class Converter implements ITypeConverter<Tiling> {

        private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

        @Override
        public Tiling convert(String text) {
            Matcher size = SIZE.matcher(text);
            if (!size.matches()) {
                throw new TypeConversionException("expected a size such as 512x512 but was '%s'".formatted(text));
            }
            try {
                return Tiling.of(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    @Option(
            names = "--tile",
            converter = Converter.class,
            paramLabel = "WxH",
            description = {
                "Cut each picture into tiles of this size, segment each and blend them. For"
                        + " small objects in large pictures:",
                "without it the whole picture is shrunk to the network's size."
            })
    private @Nullable Tiling tile;

    @Option(
            names = "--overlap",
            paramLabel = "N",
            description = "With --tile: the number of pixels over which tiles are blended (an eighth of a tile).")
    private @Nullable Integer overlap;

    public boolean areGiven() {
        return tile != null;
    }

    /** Rejects options that cannot be combined. */
    public void check(Console console) {
        if (overlap != null && tile == null) {
            throw console.wrongUsage("--overlap goes with --tile; add it, or leave both out");
        }
        console.checked(() -> tiling(1));
    }

    /** Empty if pictures are not cut into tiles. */
    public Optional<Tiling> tiling(int threads) {
        return Optional.ofNullable(tile)
                .map(tiling -> overlap == null ? tiling : tiling.withOverlap(overlap))
                .map(tiling -> tiling.withThreads(threads));
    }
}
