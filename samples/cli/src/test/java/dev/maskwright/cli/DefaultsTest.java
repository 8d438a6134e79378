package dev.maskwright.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.maskwright.cli.segment.SegmentCommand;
import dev.maskwright.sdk.Edges;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.RegionOptions;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Who uses the SDK without settings counts what the command line counts. */
class DefaultsTest {

    private static final CommandLine SEGMENT = new CommandLine(new SegmentCommand());

    @Test
    void edgesAndLeastRegionsAreThoseOfTheSdk() {
        RegionOptions regions = RegionOptions.defaults();
        assertEquals(regions.leastShare(), Double.parseDouble(defaultOf("--min-share")), 1e-12);
        assertEquals(regions.leastConfidence(), Double.parseDouble(defaultOf("--min-confidence")));
        assertEquals(
                Options.defaults().edges(), Edges.valueOf(defaultOf("--edges").toUpperCase(Locale.ROOT)));
    }

    private static String defaultOf(String option) {
        return SEGMENT.getCommandSpec().findOption(option).defaultValue();
    }
}
