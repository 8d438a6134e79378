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
 * The augmentation of a picture, its target and its box. In this order: the picture is moved in its frame ({@code
 * motion}), it is cropped, possibly around the new box of the product, and resized to the network's input; it may be
 * combined with three others ({@link Mosaic}); objects of other pictures are pasted over it ({@link CopyPaste}); it is
 * mirrored; objects get other colours ({@link Materials}); then its pixels change. All geometric steps are combined in
 * one map, and pixels are sampled once: the picture smoothly, the target by nearest neighbour. Areas outside the
 * picture have the mean colour and are ignored.
 *
 * @param crop which part of it is shown
 * @param flip whether it is mirrored
 * @param motion how it is moved in its frame
 * @param scene which objects are added, and in which materials
 * @param pixels how its pixels change
 */
public record Augmentation(
        CropSettings crop, FlipSettings flip, MotionSettings motion, SceneSettings scene, PixelSettings pixels) {

    /** Which part of a picture is shown. */
    public enum CropKind {
        /**
         * A random crop by {@code area} and {@code aspect}, or around the box by {@code toBox}, {@code enlarge} and
         * {@code aspect}.
         */
        RANDOM,
        /** The whole frame, stretched. */
        WHOLE,
        /**
         * The product's box, with its own aspect ratio and enlarged by {@code enlarge}; the whole frame if there is no
         * box.
         */
        BOX
    }

    /** Suits photographs of rooms: crops, mirroring and colour changes. */
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

    /** The whole picture, stretched to a size, and nothing else: the input of a network after training. */
    public static Sample resized(Sample sample, int width, int height) {
        return Crop.cut(sample, new Box(0, 0, sample.width(), sample.height()), width, height);
    }

    /**
     * The product's box, stretched to a size; the whole picture if there is no box. Only to reproduce measurements that
     * were made this way: with the box, the product's position is already known, which it is not in a camera's picture.
     */
    public static Sample cutToBox(Sample sample, int width, int height) {
        return sample.box()
                .map(box -> Crop.cut(sample, box, width, height))
                .orElseGet(() -> resized(sample, width, height));
    }

    /**
     * A new sample of the given size; {@code sample} is not changed. The same state of {@code random} gives the same
     * result. There are no other pictures to take objects from, as there are in {@link Batches}.
     */
    public Sample apply(Sample sample, int width, int height, RandomGenerator random) {
        return augment(sample, width, height, random).sample();
    }

    /** As {@link #apply}, with the steps that were applied. */
    public Augmented augment(Sample sample, int width, int height, RandomGenerator random) {
        return augment(sample, width, height, OtherRows.none(), random);
    }

    /**
     * As the shorter form, with other pictures to take objects from.
     *
     * @param others of the data set that {@code sample} is a row of
     */
    public Augmented augment(Sample sample, int width, int height, OtherRows others, RandomGenerator random) {
        List<String> steps = new ArrayList<>();
        Window window = Window.draw(crop, sample.box().isPresent(), random);
        boolean mirrored = random.nextDouble() < flip.horizontal();
        ColorJitter.Drawn colors = pixels.color().draw(random);
        // Each later kind of augmentation has its own generator, so that enabling one does not change the others.
        Generators later = new Generators(isMore() ? random.nextLong() : 0);
        RandomGenerator pasting = later.after(MOTIONS_AND_EFFECTS);
        RandomGenerator recoloring = later.after(MOTIONS_AND_EFFECTS + 1);
        RandomGenerator joining = later.after(MOTIONS_AND_EFFECTS + 2);

        Placed placed = Placed.of(sample, moved(sample, later, steps), window, width, height);
        if (placed.isStill()) {
            steps.clear(); // moved out of sight, so it is not moved at all
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

    /** All motions of a picture in its frame, as one map. */
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

    /** Combines the crop with three other pictures, or not. */
    private Sample joined(Sample shown, OtherRows others, RandomGenerator random, List<String> steps) {
        if (random.nextDouble() >= scene.mosaic().probability()) {
            return shown;
        }
        Optional<Sample> joined = scene.mosaic().apply(shown, this, others, random);
        joined.ifPresent(of -> steps.add("with 3 others"));
        return joined.orElse(shown);
    }

    /**
     * Pastes objects of other pictures over the crop, or not.
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

    /** These draw in the order in which they were introduced; later ones continue from here. */
    private static final int MOTIONS_AND_EFFECTS = 9;

    /** One generator for each of a sequence of draws. */
    private static final class Generators {
        private long seed;

        private Generators(long seed) {
            this.seed = seed;
        }

        private RandomGenerator next() {
            return new SplittableRandom(seed++);
        }

        /** The generator after {@code count} others, which are still to be used. */
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
