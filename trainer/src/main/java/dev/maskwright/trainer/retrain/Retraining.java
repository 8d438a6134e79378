package dev.maskwright.trainer.retrain;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.maskwright.models.graph.Layer;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.models.zoo.encoder.Encoder;
import dev.maskwright.sdk.model.Normalization;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.augment.Augmentation;
import dev.maskwright.trainer.data.augment.FlipSettings;
import dev.maskwright.trainer.fit.MovingAverage;
import dev.maskwright.trainer.fit.Optimizer;
import dev.maskwright.trainer.fit.UpdateRule;
import dev.maskwright.trainer.net.NetworkBlock;
import dev.maskwright.trainer.net.PixelGrid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Teaches a deployed network what corrected pictures show, new classes among it, without forgetting what it knew. The encoder stays as it is, so
 * that each view is encoded once and then learned from many times; batch norms keep their statistics. Half of each step are views of corrected
 * pictures, half are old ones; things of new classes are pasted over some of those, so that they are seen in more places than there are corrected pictures.
 *
 * <p>One thread at a time; the engine computes on as many as it is set to.
 */
public final class Retraining {

    /** Views of corrected pictures in each step, and of old ones; as many corrected ones more where there are no old ones. */
    private static final int CORRECTED = 8;

    private static final int REPLAYED = 8;
    private static final double WEIGHT_DECAY = 0.01;

    /** Of corrected pictures, and of old ones: some 300 kB each for the default model. */
    private static final int MOST_VIEWS = 2_000;

    /** Of the moving average whose weights are taken. */
    private static final double AVERAGE_DECAY = 0.98;

    /** The loss looks at one of so many rows and columns of pixels, other ones in each step. */
    private static final int STRIDE = 4;

    /**
     * How far the weights go from the deployed ones to the trained ones. Half the way is what the source of {@link Partway} recommends where nothing
     * is known; a new class is lost half way, but not on the last tenth, which costs the others most.
     */
    private static final double WITHOUT_NEW_CLASSES = 0.5;

    private static final double WITH_NEW_CLASSES = 0.9;

    /** Views of each old picture over which things of new classes may be pasted, beside one without. */
    private static final int PASTED = 3;

    /** Of one data set: some 300 kB each for the default model. */
    private static final int MOST_PASTED = 1_000;

    /** Steps in which the learning rate rises. */
    private static final int WARM_UP = 10;

    /**
     * What is retrained.
     *
     * @param network with its last enlargement
     * @param classes by id; the first is the background
     * @param width of the pictures that it is given
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
     * What came of it.
     *
     * @param classes those that were there, then the new ones in the order of the corrections' list
     * @param views of corrected and of old pictures that were learned from
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

    /** Hears of each step. */
    @FunctionalInterface
    public interface Listener {
        /**
         * A step is done.
         *
         * @param step from 1
         * @param done the share of the training that is done, 0..1
         * @param loss the mean over the last steps
         * @return whether to go on
         */
        boolean step(int step, double done, double loss);
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
     * @param corrections pictures with corrected labels, closed by the caller; what is new in their list of classes becomes a new class
     * @param replay old pictures, whose classes the network has; may be none
     * @throws IllegalArgumentException if the network has no encoder or no last convolution, if no corrected picture can be used, or old pictures
     *     have classes that the network lacks
     * @throws ArithmeticException if the loss is no finite number
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
        new ClassList(classes); // refuses more than masks can hold
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
        return new Fit(old, grown, corrected, replayed).run(encoding, skipped);
    }

    /** Of the way to the trained weights. */
    private double share() {
        return classes.size() > deployed.classes().size() ? WITH_NEW_CLASSES : WITHOUT_NEW_CLASSES;
    }

    private Views views(NetworkBlock old, String head) {
        return new Views(old, head, deployed.normalization(), deployed.width(), deployed.height(), MOST_VIEWS, manager);
    }

    /**
     * The learning rate of a step: it rises over the first steps and falls to 0, nearly evenly. A network that is good already is worse
     * after a few steps at full rate, for Adam moves every weight by as much however small its gradient is.
     *
     * @param step from 1
     * @param done the share of the training that lies before it, by steps or by time, 0..1
     */
    static double rate(double highest, int step, double done) {
        return highest * Math.min(1, step / (double) WARM_UP) * Math.pow(1 - done, 0.9);
    }

    /** The steps. */
    private final class Fit {

        private final NetworkBlock old;
        private final String head;
        private final NetworkBlock trained;
        private final NetworkBlock average;
        private final Optimizer optimizer;
        private final MovingAverage moving;
        private final RetrainLoss loss;
        private final Views corrected;
        private final Views replayed;
        private final SplittableRandom random = new SplittableRandom(options.seed());

        Fit(NetworkBlock old, GrownHead grown, Views corrected, Views replayed) {
            this.old = old;
            this.head = grown.head();
            this.corrected = corrected;
            this.replayed = replayed;
            trained = NetworkBlock.of(grown.network(), grown.weights(), manager);
            trained.freeze(name -> Encoder.owns(name) || isNorm(grown.network(), name));
            average = NetworkBlock.of(grown.network(), grown.weights(), manager);
            average.freeze(name -> true);
            optimizer = Optimizer.ofUnfrozen(
                    trained, new UpdateRule.Adam(true), new Optimizer.Options(WEIGHT_DECAY, 5), manager);
            moving = new MovingAverage(trained, average, AVERAGE_DECAY);
            loss = RetrainLoss.of(
                    deployed.classes().size(), corrected.pixels(classes.size()), replayed.pixels(classes.size()));
        }

        Result run(double encoding, List<String> skipped) {
            long begun = System.nanoTime();
            double done = 0;
            double recent = Double.NaN;
            int step = 0;
            boolean isWanted = true;
            while (step < options.steps() && done < 1 && isWanted) {
                step++;
                double value = step(step, done);
                if (!Double.isFinite(value)) {
                    throw new ArithmeticException(
                            "the loss of step %d is %s; retrain with a lower learning rate".formatted(step, value));
                }
                recent = Double.isNaN(recent) ? value : recent + (value - recent) / Math.min(step, 20);
                double spent =
                        (System.nanoTime() - begun) / (double) options.longest().toNanos();
                done = Math.max(step / (double) options.steps(), spent);
                isWanted = listener.step(step, Math.min(1, done), recent);
            }
            double training = (System.nanoTime() - begun) / 1e9;
            return new Result(
                    average.network(),
                    Partway.between(deployed.weights(), average.weights(), share()),
                    classes,
                    corrected.size() + replayed.size(),
                    encoding,
                    training,
                    step,
                    recent,
                    skipped);
        }

        private double step(int step, double done) {
            int oldOnes = replayed.size() == 0 ? 0 : REPLAYED;
            int newOnes = CORRECTED + REPLAYED - oldOnes;
            PixelGrid grid = new PixelGrid(STRIDE, random.nextInt(STRIDE), random.nextInt(STRIDE));
            double value;
            try (NDManager scratch = manager.newSubManager()) {
                Views.Joined views =
                        corrected.joined(drawn(corrected, newOnes), replayed, drawn(replayed, oldOnes), scratch);
                NDArray before = old.forwardFrom(Map.of(head, views.oldLogits()), grid);
                byte[] targets = grid.of(views.targets(), deployed.width(), deployed.height());
                try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
                    NDArray logits = trained.forwardFrom(views.features(), grid);
                    NDArray sum = loss.value(logits, before, targets, newOnes, done);
                    gradients.backward(sum);
                    value = sum.getFloat();
                }
            }
            if (!Double.isFinite(value)) {
                return value;
            }
            try (NDManager scratch = manager.newSubManager()) {
                double norm = optimizer.step(step, rate(options.learningRate(), step, done), 1, scratch);
                if (!Double.isFinite(norm)) {
                    return norm;
                }
                moving.update(step, scratch);
            }
            return value;
        }

        private int[] drawn(Views views, int count) {
            int[] chosen = new int[count];
            Arrays.setAll(chosen, i -> random.nextInt(views.size()));
            return chosen;
        }
    }

    private static boolean isNorm(Network network, String name) {
        return network.node(name).layer() instanceof Layer.BatchNorm;
    }
}
