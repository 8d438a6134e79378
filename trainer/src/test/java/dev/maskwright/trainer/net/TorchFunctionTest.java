package dev.maskwright.trainer.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TorchFunctionTest {

    private static final float[] X = {-7, -0.5f, 0.25f, 3, 5.75f, 6.5f, 100};
    private static final TorchFunction RELU6 = new TorchFunction("x: Tensor", "return torch.hardtanh(x, 0., 6.)");

    @Test
    void valuesAndGradientsAreThePeers() {
        try (NDManager manager = NDManager.newBaseManager();
                GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
            NDArray x = manager.create(X);
            x.setRequiresGradient(true);

            NDArray y = RELU6.apply(x);
            gradients.backward(
                    y.mul(manager.create(new float[] {1, 2, 3, 4, 5, 6, 7})).sum());

            assertArrayEquals(new float[] {0, 0, 0.25f, 3, 5.75f, 6, 6}, y.toFloatArray());
            assertArrayEquals(new float[] {0, 0, 3, 4, 5, 0, 0}, x.getGradient().toFloatArray());
        }
    }

    @Test
    void threadsShareOne() {
        IntStream.range(0, 64).parallel().forEach(i -> {
            try (NDManager manager = NDManager.newBaseManager()) {
                float[] y = RELU6.apply(manager.create(new float[] {i})).toFloatArray();
                assertArrayEquals(new float[] {Math.min(i, 6)}, y);
            }
        });
    }

    @Test
    void whatTorchDoesNotKnowIsRefused() {
        Exception e = assertThrows(
                EngineException.class, () -> new TorchFunction("x: Tensor", "return torch.no_such_function(x)"));
        assertTrue(String.valueOf(e.getMessage()).contains("no_such_function"), e::toString);
    }
}
