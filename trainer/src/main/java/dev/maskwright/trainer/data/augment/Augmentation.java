package dev.maskwright.trainer.data.augment;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.trainer.data.Augmented;
import dev.maskwright.trainer.data.Batches;
import dev.maskwright.trainer.data.OtherRows;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.augment.pixel.ColorJitter;
import dev.maskwright.trainer.data.augment.pixel.Effect;
import dev.maskwright.trainer.data.augment.pixel.PixelSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What happens to a picture, its target and its box before it is learned from. In this order: the picture is moved in
 * its frame ({@code motion}), a crop is laid over it, perhaps around the box that the product has now, and resized to
 * what the network takes; perhaps with three others beside it ({@link Mosaic}); things of other pictures are pasted
 * over it ({@link CopyPaste}); it is mirrored; things get other colours ({@link Materials}); then its pixels change.
 * All that moves is one map, and pixels are sampled once: the picture smoothly, the target by nearest. What comes into
 * view from outside has the mean colour and does not count.
 *
 * @param crop what part of it is shown
 * @param flip whether it is mirrored
 * @param motion how it is moved in its frame
 * @param scene what else stands in it, and of what it is made
 * @param pixels how its pixels change
 */
public record Augmentation(
        CropSettings crop, FlipSettings flip, MotionSettings motion, SceneSettings scene, PixelSettings pixels) {

    /** What part of a picture is shown. */
    public enum CropKind {
        /**
         * As {@code area} and {@code aspect} say, or around the box as {@code toBox}, {@code enlarge} and {@code
         * aspect} say.
         */
        RANDOM,
        /** The whole frame, stretched. */
        WHOLE,
        /**
         * The product's box, in its own shape and as large as {@code enlarge} says; the whole frame if there is no box.
         */
        BOX
    }

    /** What suits photographs of rooms: crops, mirrored ones too, and other colours. */
    public static Augmentation defaults() {
        return new Augmentation(
                CropSettings.defaults(),
                FlipSettings.defaults(),
                MotionSettings.never(),
                SceneSettings.asItIs(),
                PixelSettings.defaults());
    }

    /** The whole picture, stretched, and nothing else. */
    public static Augmentation none() {
        return new Augmentation(
                CropSettings.whole(),
                FlipSettings.never(),
                MotionSettings.never(),
                SceneSettings.asItIs(),
                PixelSettings.asTheyAre());
    }

    public Augmentation withCrop(CropSettings changed) {
        return new Augmentation(changed, flip, motion, scene, pixels);
    }

    public Augmentation withFlip(FlipSettings changed) {
        return new Augmentation(crop, changed, motion, scene, pixels);
    }

    public Augmentation withMotion(MotionSettings changed) {
        return new Augmentation(crop, flip, changed, scene, pixels);
    }

    public Augmentation withScene(SceneSettings changed) {
        return new Augmentation(crop, flip, motion, changed, pixels);
    }

    public Augmentation withPixels(PixelSettings changed) {
        return new Augmentation(crop, flip, motion, scene, changed);
    }

    /** The whole picture, stretched to a size, and nothing else: what a network is given after training. */
    public static Sample resized(Sample sample, int width, int height) {
        return Crop.cut(sample, new Box(0, 0, sample.width(), sample.height()), width, height);
    }

    /**
     * The product's box, stretched to a size; the whole picture if there is no box. To repeat measurements that were
     * made so, and for nothing else: whoever has the box already knows where the product is, and no camera does.
     */
    public static Sample cutToBox(Sample sample, int width, int height) {
        return sample.box()
                .map(box -> Crop.cut(sample, box, width, height))
                .orElseGet(() -> resized(sample, width, height));
    }

    /**
     * A new sample of the given size; {@code sample} stays as it is. The same state of {@code random} gives the same
     * result. There are no other pictures to take things from: {@link Batches} knows them.
     */
    public Sample apply(Sample sample, int width, int height, RandomGenerator random) {
        return augment(sample, width, height, random).sample();
    }

    /** As {@link #apply}, with the steps that led there. */
    public Augmented augment(Sample sample, int width, int height, RandomGenerator random) {
        return augment(sample, width, height, OtherRows.none(), random);
    }

    /**
     * As the shorter form, with other pictures to take things from.
     *
     * @param others of the data set that {@code sample} is a row of
     */
    public Augmented augment(Sample sample, int width, int height, OtherRows others, RandomGenerator random) {
        List<String> steps = new ArrayList<>();
        Window window = Window.draw(crop, sample.box().isPresent(), random);
        boolean mirrored = random.nextDouble() < flip.horizontal();
        ColorJitter.Drawn colors = pixels.color().draw(random);
        // All that came later draws from generators of its own, one each: switching one on changes nothing but itself.
        Generators later = new Generators(isMore() ? random.nextLong() : 0);
        RandomGenerator pasting = later.after(MOTIONS_AND_EFFECTS);
        RandomGenerator recoloring = later.after(MOTIONS_AND_EFFECTS + 1);
        RandomGenerator joining = later.after(MOTIONS_AND_EFFECTS + 2);

        Placed placed = Placed.of(sample, moved(sample, later, steps), window, width, height);
        if (placed.isStill()) {
            steps.clear(); // moved out of sight, then not at all
        }
        steps.add(window.words(placed.part(), sample));
        Sample shown = joined(placed.sample(), others, joining, steps);
        shown = pasted(shown, sample, placed.part(), others, pasting, steps);
        if (mirrored) {
            shown = Crop.flipped(shown);
            steps.add("mirrored");
        }
        if (later.next().nextDouble() < flip.vertical()) {
            shown = Crop.turnedOver(shown);
            steps.add("upside down");
        }
        byte[] plain = shown.rgb().clone();
        if (recoloring.nextDouble() < scene.materials().probability()) {
            scene.materials().apply(shown, others, recoloring).ifPresent(steps::add);
        }
        colors.apply(shown.rgb());
        colors.words().ifPresent(steps::add);
        for (Effect effect : pixels.effects()) {
            RandomGenerator own = later.next();
            if (own.nextDouble() < effect.probability()) {
                steps.add(effect.apply(shown, own));
            }
        }
        return new Augmented(shown, plain, steps);
    }

    /** All that moves a picture in its frame, as one map. */
    private Projective moved(Sample sample, Generators generators, List<String> steps) {
        Projective moved = Projective.IDENTITY;
        for (Motion kind : motion.inOrder()) {
            RandomGenerator own = generators.next();
            if (own.nextDouble() < kind.probability()) {
                Motion.Drawn drawn = kind.draw(sample.width(), sample.height(), own);
                moved = moved.then(drawn.map());
                steps.add(drawn.words());
            }
        }
        return moved;
    }

    /** Perhaps with three other pictures beside it. */
    private Sample joined(Sample shown, OtherRows others, RandomGenerator random, List<String> steps) {
        if (random.nextDouble() >= scene.mosaic().probability()) {
            return shown;
        }
        Optional<Sample> joined = scene.mosaic().apply(shown, this, others, random);
        joined.ifPresent(of -> steps.add("with 3 others"));
        return joined.orElse(shown);
    }

    /**
     * Perhaps with things of other pictures over it.
     *
     * @param part of {@code whole} that {@code shown} shows
     */
    private Sample pasted(
            Sample shown, Sample whole, Box part, OtherRows others, RandomGenerator random, List<String> steps) {
        if (random.nextDouble() >= scene.copyPaste().probability()) {
            return shown;
        }
        double perX = shown.width() / part.width();
        double perY = shown.height() / part.height();
        double pictureArea = (double) whole.width() * whole.height();
        CopyPaste.Pasted pasted = scene.copyPaste().apply(shown, perX, perY, pictureArea, others, random);
        pasted.words().ifPresent(steps::add);
        return pasted.sample();
    }

    /** Those that draw in the order in which they came to be; what came after them counts on from here. */
    private static final int MOTIONS_AND_EFFECTS = 9;

    /** A generator for each of a row of draws. */
    private static final class Generators {
        private long seed;

        private Generators(long seed) {
            this.seed = seed;
        }

        private RandomGenerator next() {
            return new SplittableRandom(seed++);
        }

        /** The one that comes after {@code count} others, which are still to come. */
        private RandomGenerator after(int count) {
            return new SplittableRandom(seed + count);
        }
    }

    private boolean isMore() {
        return flip.vertical() > 0
                || scene.isChanged()
                || motion.inOrder().stream().anyMatch(kind -> kind.probability() > 0)
                || pixels.effects().stream().anyMatch(effect -> effect.probability() > 0);
    }
}
