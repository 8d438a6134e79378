package dev.maskwright.models.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.maskwright.models.graph.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TensorTest {

    /** Each value tells its place: 100 times the first index, 10 times the second, and the third. */
    private static final Tensor PLACES = places();

    private static Tensor places() {
        float[] values = new float[2 * 3 * 4];
        for (int i = 0; i < values.length; i++) {
            values[i] = 100 * (i / 12) + 10 * (i / 4 % 3) + i % 4;
        }
        return Tensor.of(Shape.of(2, 3, 4), values);
    }

    @Test
    void sliceHasThePlacesOfOneDimension() {
        assertEquals(
                Tensor.of(Shape.of(1, 3, 4), 100, 101, 102, 103, 110, 111, 112, 113, 120, 121, 122, 123),
                PLACES.slice(0, 1, 2));
        assertEquals(
                Tensor.of(Shape.of(2, 2, 4), 10, 11, 12, 13, 20, 21, 22, 23, 110, 111, 112, 113, 120, 121, 122, 123),
                PLACES.slice(1, 1, 3));
        assertEquals(Tensor.of(Shape.of(2, 3, 1), 2, 12, 22, 102, 112, 122), PLACES.slice(2, 2, 3));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void slicesMakeTheWholeAgain(int dimension) {
        int size = PLACES.shape().size(dimension);
        Tensor first = PLACES.slice(dimension, 0, 1);
        Tensor rest = PLACES.slice(dimension, 1, size);
        assertEquals(PLACES, Tensor.concat(dimension, List.of(first, rest)));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Exception slice = assertThrows(IllegalArgumentException.class, () -> PLACES.slice(1, 2, 4));
        assertEquals("dimension 1 of (2x3x4) has no indices 2 to 4; choose from 0 to 3", slice.getMessage());
        assertThrows(IllegalArgumentException.class, () -> PLACES.slice(0, 1, 1));
        Tensor narrow = PLACES.slice(2, 0, 3);
        Exception concat =
                assertThrows(IllegalArgumentException.class, () -> Tensor.concat(0, List.of(PLACES, narrow)));
        assertEquals(
                "F32 (2x3x4) and F32 (2x3x3) cannot be concatenated along dimension 0; all other"
                        + " dimensions must be equal",
                concat.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Tensor.concat(0, List.of()));
    }
}
