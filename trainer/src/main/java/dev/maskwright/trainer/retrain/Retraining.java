package dev.maskwright.trainer.retrain;

import ai.djl.ndarray.NDManager;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.sdk.model.Normalization;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.augment.Augmentation;
import dev.maskwright.trainer.data.augment.FlipSettings;
import dev.maskwright.trainer.net.NetworkBlock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Teaches a deployed network what corrected pictures show, including new classes, without forgetting what it knew. The
 * encoder is frozen, so that each view is encoded once and then learned from many times; batch norms keep their
 * statistics. Half of each step are views of corrected pictures, half are old ones; objects of new classes are pasted
 * over some of those, so that they are seen in more places than there are corrected pictures.
 *
 * <p>One thread at a time; the engine uses its configured number of threads.
 */
public final class Retraining {

    /** Of corrected pictures, and of old ones: some 300 kB each for the default model. */
    private static final int MOST_VIEWS = 2_000;

    /** The number of views of each old picture over which objects of new classes may be pasted, besides one without. */
    private static final int PASTED = 3;

    /** Of one data set: some 300 kB each for the default model. */
    private static final int MOST_PASTED = 1_000;

    /**
     * What is retrained.
     *
     * @param network with its last enlargement
     * @param classes by id; the first is the background
     * @param width of its input pictures
     * @param height likewise
     */
    public record Deployed(
            Network network,
            Weights weights,
            List<String> classes,
            Normalization normalization,
            int width,
            int height) {
        public Deployed {
            classes = List.copyOf(classes);
        }
    }

    /**
     * The result.
     *
     * @param classes the existing ones, then the new ones in the order of the corrections' list
     * @param views of corrected and of old pictures that were used
     * @param encoding seconds until all were encoded
     * @param training seconds that the steps took
     * @param loss the mean over the last steps
     * @param skipped a line for each row that could not be used
     */
    public record Result(
            Network network,
            Weights weights,
            List<String> classes,
            int views,
            double encoding,
            double training,
            int steps,
            double loss,
            List<String> skipped) {
        public Result {
            classes = List.copyOf(classes);
            skipped = List.copyOf(skipped);
        }
    }

    /** Receives the progress. */
    @FunctionalInterface
    public interface Listener {
        /**
         * A step is done.
         *
         * @param step from 1
         * @param done the share of the training that is done, 0..1
         * @param loss the mean over the last steps
         * @return whether to continue
         */
        boolean step(int step, double done, double loss);

        /**
         * Called before each view is encoded, before the first step. {@link Retraining#fit} passes on what this throws,
         * as a way to stop.
         */
        default void encoding() {}
    }

    private final Deployed deployed;
    private final List<String> classes;
    private final RetrainOptions options;
    private final Listener listener;
    private final NDManager manager;

    private Retraining(
            Deployed deployed, List<String> classes, RetrainOptions options, Listener listener, NDManager manager) {
        this.deployed = deployed;
        this.classes = classes;
        this.options = options;
        this.listener = listener;
        this.manager = manager;
    }

    /**
     * Retrains a network.
     *
     * @param corrections pictures with corrected labels, closed by the caller; new names in their list of classes
     *     become new classes
     * @param replay old pictures, whose classes the network has; may be none
     * @throws IllegalArgumentException if the network has no encoder or no last convolution, if no corrected picture
     *     can be used, or old pictures have classes that the network lacks
     * @throws ArithmeticException if the loss is not finite
     */
    public static Result fit(
            Deployed deployed,
            List<Dataset> corrections,
            List<Dataset> replay,
            RetrainOptions options,
            Listener listener) {
        List<String> classes = new ArrayList<>(deployed.classes());
        Set<String> known = classes.stream().map(ClassList::normalize).collect(Collectors.toCollection(HashSet::new));
        corrections.forEach(rows -> rows.classes().names().stream()
                .filter(name -> known.add(ClassList.normalize(name)))
                .forEach(classes::add));
        new ClassList(classes); // rejects more than masks can hold
        try (NDManager manager = NDManager.newBaseManager()) {
            return new Retraining(deployed, classes, options, listener, manager).run(corrections, replay);
        }
    }

    private Result run(List<Dataset> corrections, List<Dataset> replay) {
        long begun = System.nanoTime();
        GrownHead grown = GrownHead.of(
                deployed.network(),
                deployed.weights(),
                classes.size() - deployed.classes().size());
        NetworkBlock old = NetworkBlock.of(deployed.network(), deployed.weights(), manager);
        old.freeze(name -> true);
        Views corrected = views(old, grown.head());
        NewThings things = new NewThings(deployed.classes().size());
        for (Dataset rows : corrections) {
            ClassIds ids = ClassIds.of(rows.classes(), classes, "the corrections");
            corrected.add(rows, ids, Augmentation.defaults(), options.crops(), options.seed());
            things.add(rows, ids);
        }
        Views replayed = views(old, grown.head());
        for (Dataset rows : replay) {
            ClassIds ids = ClassIds.of(rows.classes(), deployed.classes(), "the pictures for replay");
            Augmentation mirrored = Augmentation.none().withFlip(FlipSettings.defaults());
            replayed.add(rows, ids, mirrored, 1, options.seed());
            if (!things.isEmpty()) {
                int most = Math.min(MOST_PASTED, PASTED * rows.size());
                replayed.addPasted(rows, ids, things, mirrored.withScene(NewThings.PASTING), most, options.seed());
            }
        }
        List<String> skipped = new ArrayList<>(corrected.skipped());
        skipped.addAll(replayed.skipped());
        if (corrected.size() == 0) {
            throw new IllegalArgumentException("no corrected picture can be used: "
                    + (skipped.isEmpty() ? "there is none" : String.join("; ", skipped)));
        }
        double encoding = (System.nanoTime() - begun) / 1e9;
        Fit.Material material = new Fit.Material(old, grown, corrected, replayed);
        Fit.Fitted outcome = new Fit(deployed, options, material, manager).run(listener);
        return new Result(
                grown.network(),
                outcome.weights(),
                classes,
                corrected.size() + replayed.size(),
                encoding,
                outcome.seconds(),
                outcome.steps(),
                outcome.loss(),
                skipped);
    }

    private Views views(NetworkBlock old, String head) {
        return new Views(
                old,
                head,
                deployed.normalization(),
                deployed.width(),
                deployed.height(),
                MOST_VIEWS,
                listener::encoding,
                manager);
    }
}
