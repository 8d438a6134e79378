package dev.maskwright.models.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ArchitecturesTest {

    /** What users print of segmentation_models.pytorch 0.5.0, for one class. */
    @ParameterizedTest
    @CsvSource({"unet-resnet34, 24436369", "fpn-resnet34, 23155393", "deeplabv3plus-resnet34, 22437457"})
    void parameterCountsAreThoseReportedOfThePeer(String architecture, long count) {
        assertEquals(count, Architectures.build(architecture, 3, 1).parameterCount());
    }
}
