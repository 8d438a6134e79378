package dev.maskwright.trainer.retrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.weights.Weights;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PartwayTest {

    @Test
    void weightsAreBetweenAndCountsAreNot() {
        Weights start = weights(3, 1, -2);
        Weights end = weights(8, 2, 4);
        Weights between = Partway.between(start, end, 0.75);
        assertArrayEquals(new float[] {1.75f, 2.5f}, between.get("a.weight").values());
        assertArrayEquals(new float[] {8}, between.get("a.num_batches_tracked").values());
        assertArrayEquals(new float[] {2, 4}, end.get("a.weight").values());
    }

    @Test
    void rowsOfNewClassesStayAsLearned() {
        Weights between = Partway.between(weights(3, 1, -2), weights(8, 2, 4, 7), 0.5);
        assertArrayEquals(new float[] {1.5f, 1, 7}, between.get("a.weight").values());
    }

    private static Weights weights(float count, float... values) {
        return Weights.of(Map.of(
                "a.weight",
                Tensor.of(Shape.of(values.length), values),
                "a.num_batches_tracked",
                new Tensor(Tensor.Type.I64, Shape.of(), new float[] {count})));
    }
}
