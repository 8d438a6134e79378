package dev.maskwright.cli.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SegmentProgressTest {

    @Test
    void speedTimeLeftAndFailuresAreShown() {
        assertEquals(
                List.of("25 pictures/s, 4s left, 2 failed", "4s left, 2 failed", "4s left"),
                SegmentProgress.messages(100, OptionalLong.of(200), 0, 2, 4));
        assertEquals(
                List.of("2.5 pictures/s, 40s left", "40s left", "40s left"),
                SegmentProgress.messages(100, OptionalLong.of(200), 0, 0, 40));
    }

    @Test
    void whatWasThereBeforeIsNoWork() {
        assertEquals(
                List.of("10 pictures/s, 10s left", "10s left", "10s left"),
                SegmentProgress.messages(100, OptionalLong.of(200), 90, 0, 1));
        assertEquals(List.of(""), SegmentProgress.messages(90, OptionalLong.of(200), 90, 0, 1));
    }

    @Test
    void withoutATotalNothingIsLeft() {
        assertEquals(List.of("25 pictures/s, 1 failed", "25 pictures/s"), SegmentProgress.messages(100, OptionalLong.empty(), 0, 1, 4));
    }
}
