package dev.maskwright.trainer.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.sdk.model.Normalization;
import dev.maskwright.trainer.data.Batch;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.net.Images;
import dev.maskwright.trainer.net.NetworkBlock;
import dev.maskwright.trainer.net.PixelGrid;
import dev.maskwright.trainer.recipe.Recipe;

/** A teacher that runs in evaluation mode in the training's own engine, at the size of the student's crops. */
public final class NetworkTeacher implements Teacher {

    private final NetworkBlock block;
    private final Normalization normalization;
    private final ClassOrder classes;
    private final Runnable onClose;

    private NetworkTeacher(NetworkBlock block, Normalization normalization, ClassOrder classes, Runnable onClose) {
        this.block = block;
        this.normalization = normalization;
        this.classes = classes;
        this.onClose = onClose;
    }

    /**
     * A trained network.
     *
     * @param checkpoint gives its architecture, classes and normalisation
     * @param weights of it
     * @param student the student's recipe
     * @param studentClasses its classes
     * @throws IllegalArgumentException if the teacher has other classes, or cannot take the student's crops
     */
    public static NetworkTeacher open(
            Checkpoint checkpoint, Weights weights, Recipe student, ClassList studentClasses) {
        String name = checkpoint.dir().toString();
        ClassOrder classes = ClassOrder.of(checkpoint.classes().names(), studentClasses.names(), name);
        Network network = checkpoint.network();
        if (!network.takes(student.batch().cropWidth(), student.batch().cropHeight())) {
            throw new IllegalArgumentException(
                    ("%s: the teacher %s takes widths and heights that are %s, but the recipe's"
                                    + " crops are %dx%d; change batch.cropWidth and batch.cropHeight")
                            .formatted(
                                    name,
                                    network.architecture(),
                                    network.sizes(),
                                    student.batch().cropWidth(),
                                    student.batch().cropHeight()));
        }
        NDManager manager = NDManager.newBaseManager();
        try {
            NetworkBlock block = NetworkBlock.of(network, weights, manager);
            return new NetworkTeacher(block, checkpoint.recipe().input().normalization(), classes, manager::close);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** The student's own average as its teacher; the caller closes the block. */
    static NetworkTeacher self(NetworkBlock average, Normalization normalization) {
        return new NetworkTeacher(average, normalization, ClassOrder.SAME, () -> {});
    }

    @Override
    public NDArray logits(Batch batch, PixelGrid grid, NDManager manager) {
        NDArray images =
                Images.normalized(manager, batch.plain(), batch.count(), batch.width(), batch.height(), normalization);
        return classes.of(block.evaluate(images, grid));
    }

    @Override
    public void close() {
        onClose.run();
    }
}
