package dev.maskwright.trainer.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.maskwright.models.fixtures.FormulaGolden;
import dev.maskwright.models.fixtures.FormulaWeights;
import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Node;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.loss.LossSettings;
import dev.maskwright.trainer.loss.SegmentationLoss;
import dev.maskwright.trainer.net.NetworkBlock;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forward, loss, backward, Adam and batch norms in training mode, together, against the peer. */
final class FormulaTrainingTest {

    private static final int IGNORED_CLASS = 4;

    @ParameterizedTest
    @CsvSource({"unet-resnet18, 5e-3", "segformer-mit_b0, 1e-3", "unet_plain, 1e-3", "vit_plain, 1e-3"})
    void lossesOfSixStepsOfAdamAreThePeers(String architecture, double tolerance) {
        FormulaGolden golden = FormulaGolden.of(architecture);
        Network network = withoutDropout(golden.network());
        dev.maskwright.models.graph.Shape shape = golden.trainShape();
        byte[] targets = targets(shape, golden.classes());
        float[] weights = new float[golden.classes()];
        Arrays.fill(weights, 1);
        SegmentationLoss loss =
                SegmentationLoss.weighted(LossSettings.defaults().withDice(0), weights);

        try (NDManager manager = NDManager.newBaseManager()) {
            NetworkBlock block = NetworkBlock.of(network, FormulaWeights.of(network), manager);
            Optimizer adam = new Optimizer(block, new UpdateRule.Adam(false), new Optimizer.Options(0, 0), manager);
            NDArray input = manager.create(
                    FormulaWeights.input(shape), new Shape(shape.size(0), shape.size(1), shape.size(2), shape.size(3)));
            for (int step = 1; step <= golden.trainLosses().size(); step++) {
                try (NDManager scratch = manager.newSubManager()) {
                    NDArray images = input.duplicate();
                    images.attach(scratch);
                    try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
                        NDArray value = loss.value(block.forward(images, true), targets);
                        assertEquals(golden.trainLosses().get(step - 1), value.getFloat(), tolerance, "step " + step);
                        gradients.backward(value);
                    }
                    adam.step(step, 1e-3, 1, scratch);
                }
            }
        }
    }

    private static byte[] targets(dev.maskwright.models.graph.Shape shape, int classes) {
        int[] labels = FormulaWeights.labels(
                dev.maskwright.models.graph.Shape.of(shape.size(0), shape.size(2), shape.size(3)), classes);
        byte[] targets = new byte[labels.length];
        for (int i = 0; i < labels.length; i++) {
            targets[i] = (byte) (labels[i] == IGNORED_CLASS ? Sample.IGNORE : labels[i]);
        }
        return targets;
    }

    private static Network withoutDropout(Network network) {
        List<Node> nodes = network.nodes().stream()
                .map(node -> node.layer() instanceof Layer.Dropout dropout
                        ? new Node(node.name(), new Layer.Dropout(dropout.unit(), 0), node.inputs())
                        : node)
                .toList();
        return network.with(nodes);
    }
}
