package dev.maskwright.cli.export;

import ai.djl.ndarray.NDManager;
import dev.maskwright.cli.option.ThreadsOption;
import dev.maskwright.exporter.check.Reference;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.sdk.model.Normalization;
import dev.maskwright.trainer.evaluation.NetworkPredictor;
import dev.maskwright.trainer.net.NetworkBlock;
import java.util.List;

/** A network in the training engine, with which an exported file must agree. */
public final class DjlReference implements Reference {

    /** Not used: inputs are already normalised. */
    private static final Normalization NONE = new Normalization(List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));

    private final NDManager manager = NDManager.newBaseManager();
    private final NetworkPredictor predictor;

    private DjlReference(Trained trained) {
        NetworkBlock block = NetworkBlock.of(trained.network(), trained.weights(), manager);
        predictor = new NetworkPredictor(block, NONE, manager);
    }

    /** Computes a network; the caller closes it. */
    public static Reference open(Trained trained) {
        return new DjlReference(trained);
    }

    /** Starts the engine in the background, while the command does work that does not need it. */
    static void startEngine() {
        ThreadsOption.preferOne(); // single pictures gain little from a second, and lose much if other programs run
        Thread starting = new Thread(() -> NDManager.newBaseManager().close(), "maskwright-djl");
        starting.setDaemon(true);
        starting.setUncaughtExceptionHandler(
                (thread, fault) -> {}); // whoever needs the engine then gets the same error
        starting.start();
    }

    @Override
    public float[] logits(float[] image, int width, int height) {
        return predictor.logits(image, width, height);
    }

    @Override
    public void close() {
        manager.close();
    }
}
