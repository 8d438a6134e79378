package dev.maskwright.trainer.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ForegroundTest {

    private static Sample sample(int... target) {
        byte[] ids = new byte[target.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (byte) target[i];
        }
        return new Sample(new byte[3 * ids.length], ids, ids.length, 1, Optional.empty());
    }

    private static Optional<String> missing(List<String> classes, Sample... samples) {
        return Foreground.missing(new GivenRows(new ClassList(classes), Arrays.asList(samples)), "training");
    }

    @ParameterizedTest
    @CsvSource({
        "background sofa, 0, true",
        "background sofa, 255, true",
        "background sofa, 1, false",
        "sky road, 0, false",
        "sky road, 255, true",
    })
    void onlyPixelsOfClassesThatCountAreSomething(String classes, int id, boolean isMissing) {
        List<String> names = List.of(classes.split(" ", -1));
        assertEquals(
                isMissing, missing(names, sample(255, 255), sample(id, 255)).isPresent());
    }

    @Test
    void rowsThatCannotBeReadAreAnotherFault() {
        assertEquals(Optional.empty(), missing(List.of("background", "sofa"), new Sample[] {null}));
    }
}
