package dev.maskwright.trainer.retrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.maskwright.models.graph.Shape;
import dev.maskwright.models.weights.Tensor;
import dev.maskwright.models.weights.Weights;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HalfWayTest {

    @Test
    void weightsAreMeansAndCountsAreNot() {
        Weights start = weights(new float[] {1, -2}, 3);
        Weights end = weights(new float[] {2, 4}, 8);
        Weights between = HalfWay.between(start, end);
        assertArrayEquals(new float[] {1.5f, 1}, between.get("a.weight").values());
        assertArrayEquals(new float[] {8}, between.get("a.num_batches_tracked").values());
        assertArrayEquals(new float[] {2, 4}, end.get("a.weight").values());
    }

    private static Weights weights(float[] values, float count) {
        return Weights.of(Map.of(
                "a.weight",
                Tensor.of(Shape.of(2), values),
                "a.num_batches_tracked",
                new Tensor(Tensor.Type.I64, Shape.of(), new float[] {count})));
    }
}
