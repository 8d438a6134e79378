package dev.maskwright.trainer.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FactorsTest {

    /** With {@code x.mul(3f)} instead, the gradient is NaN in nearly every round. */
    @Test
    void aGarbageCollectionBeforeTheBackwardPassDoesNotHarmTheGradient() throws InterruptedException {
        try (NDManager manager = NDManager.newBaseManager()) {
            for (int round = 0; round < 4; round++) {
                NDArray x = manager.ones(new Shape(2));
                x.setRequiresGradient(true);
                try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
                    NDArray y = Factors.times(x, 3).sum();
                    System.gc();
                    Thread.sleep(20); // the buffers of dead arrays are freed by another thread
                    List<ByteBuffer> takenOver = new ArrayList<>();
                    for (int i = 0; i < 20_000; i++) {
                        takenOver.add(ByteBuffer.allocateDirect(4)
                                .order(ByteOrder.nativeOrder())
                                .putFloat(0, Float.NaN));
                    }
                    gradients.backward(y);
                    assertEquals(20_000, takenOver.size());
                    assertEquals(3, x.getGradient().toFloatArray()[0]);
                }
            }
        }
    }
}
