package dev.maskwright.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalMeterTest {

    private static final List<String> MESSAGES = List.of(
            "loss 0.532, mIoU 0.1234, 12.3 images/s, 1h 02m left",
            "loss 0.532, mIoU 0.1234, 1h 02m left",
            "loss 0.532, 1h 02m left",
            "1h 02m left");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "120|epoch 12/40 [=================>                      ]  45% loss 0.532,"
                        + " mIoU 0.1234, 12.3 images/s, 1h 02m left",
                "79|epoch 12/40 [===>    ]  45% loss 0.532, mIoU 0.1234, 12.3 images/s, 1h 02m left",
                "70|epoch 12/40  45% loss 0.532, mIoU 0.1234, 12.3 images/s, 1h 02m left",
                "59|epoch 12/40  45% loss 0.532, mIoU 0.1234, 1h 02m left",
                "40|epoch 12/40  45% loss 0.532, 1h 02m left",
                "30|epoch 12/40  45% 1h 02m left",
                "20|45% 1h 02m left",
                "8|45% 1h 0",
            })
    void theLineKeepsWhatMattersInNarrowTerminals(int width, String line) {
        String rendered = TerminalMeter.line("epoch 12/40", 0.45, MESSAGES, width);
        assertEquals(line, rendered);
        assertTrue(rendered.length() <= width, rendered);
    }

    @Test
    void theBarIsEmptyAtFirstAndFullAtLast() {
        assertEquals("a [       ]   0% b", TerminalMeter.line("a", 0, List.of("b"), 18));
        assertEquals("a [=======] 100% b", TerminalMeter.line("a", 1, List.of("b"), 18));
    }
}
