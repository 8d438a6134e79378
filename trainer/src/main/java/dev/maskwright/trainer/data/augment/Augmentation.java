package dev.maskwright.trainer.data.augment;

import dev.maskwright.sdk.Box;
import dev.maskwright.trainer.data.Augmented;
import dev.maskwright.trainer.data.Batches;
import dev.maskwright.trainer.data.OtherRows;
import dev.maskwright.trainer.data.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What happens to a picture, its target and its box before it is learned from. In this order: the picture is moved in its frame
 * ({@code perspective}, {@code rotate}, {@code scale}, {@code translate}), a crop is laid over it, perhaps around the box that the product has now,
 * and resized to what the network takes; perhaps with three others beside it ({@code mosaic}); things of other pictures are pasted over it
 * ({@code copyPaste}); it is mirrored; things get other colours ({@code materials}); then its pixels change
 * ({@code color}, {@code blur}, {@code noise}, {@code jpeg}, {@code cutOut}). All that moves is one map, and pixels are sampled once: the picture smoothly, the target by nearest. What comes into view from outside has
 * the mean colour and does not count.
 *
 * @param area        the crop's share of the picture's area; above 1 the picture is shown smaller, with a border that does not count
 * @param aspect      the crop's width over its height, in pixels of the picture
 * @param cropToBox   how likely the crop is laid around the product's box instead, 0..1
 * @param enlarge     how many times as wide and high as the box such a crop is, at least 1; the box lies anywhere in it
 * @param flip        how likely the picture is mirrored left to right, 0..1
 * @param color       how its colours vary
 * @param crop        which crop; the settings before say more of {@link CropKind#RANDOM}
 * @param flipVertical how likely the picture is mirrored top to bottom, 0..1
 * @param rotate      whether it is turned
 * @param scale       whether it is shown larger or smaller
 * @param translate   whether it is shifted
 * @param perspective whether it is seen from elsewhere
 * @param blur        whether it is out of focus
 * @param noise       whether it is grainy
 * @param jpeg        whether it was compressed too much
 * @param cutOut      whether parts of it are covered
 * @param copyPaste   whether things of other pictures stand in it
 * @param materials   whether things have other colours
 * @param mosaic      whether it is one of four in a crop
 */
public record Augmentation(
        Range area,
        Range aspect,
        double cropToBox,
        Range enlarge,
        double flip,
        ColorJitter color,
        CropKind crop,
        double flipVertical,
        Rotate rotate,
        Scale scale,
        Translate translate,
        Perspective perspective,
        Blur blur,
        Noise noise,
        JpegArtefacts jpeg,
        CutOut cutOut,
        CopyPaste copyPaste,
        Materials materials,
        Mosaic mosaic) {

    /** What part of a picture is shown. */
    public enum CropKind {
        /** As {@code area} and {@code aspect} say, or around the box as {@code cropToBox}, {@code enlarge} and {@code aspect} say. */
        RANDOM,
        /** The whole frame, stretched. */
        WHOLE,
        /** The product's box, in its own shape and as large as {@code enlarge} says; the whole frame if there is no box. */
        BOX
    }

    /** A range of positive numbers, both ends included. */
    public record Range(double min, double max) {
        public Range {
            if (!(min > 0 && min <= max && max < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("a range needs 0 < min <= max, got %s to %s".formatted(min, max));
            }
        }

        double draw(RandomGenerator random) {
            return at(random.nextDouble());
        }

        /** Even in the logarithm, so that half as large is as likely as twice as large. */
        double at(double share) {
            return min * Math.pow(max / min, share);
        }
    }

    public Augmentation {
        Checks.probability("cropToBox", cropToBox);
        Checks.probability("flip", flip);
        Checks.probability("flipVertical", flipVertical);
        if (enlarge.min() < 1) {
            throw new IllegalArgumentException("enlarge must be at least 1 to keep the product, got " + enlarge);
        }
    }

    /** Crops, mirror and colours, and nothing that came later. */
    public Augmentation(Range area, Range aspect, double cropToBox, Range enlarge, double flip, ColorJitter color) {
        this(
                area,
                aspect,
                cropToBox,
                enlarge,
                flip,
                color,
                CropKind.RANDOM,
                0,
                Rotate.never(),
                Scale.never(),
                Translate.never(),
                Perspective.never(),
                Blur.never(),
                Noise.never(),
                JpegArtefacts.never(),
                CutOut.never(),
                CopyPaste.never(),
                Materials.never(),
                Mosaic.never());
    }

    /** What suits photographs of rooms: up to 4 times closer, a third of the crops around the product. */
    public static Augmentation defaults() {
        return new Augmentation(
                new Range(0.25, 1), new Range(0.9, 1.8), 0.35, new Range(1.2, 2.5), 0.5, ColorJitter.defaults());
    }

    /** The whole picture, stretched, and nothing else; boxes are not enlarged, should the crop be changed to {@link CropKind#BOX}. */
    public static Augmentation none() {
        Range one = new Range(1, 1);
        return new Augmentation(one, one, 0, one, 0, ColorJitter.none()).withCrop(CropKind.WHOLE);
    }

    public Augmentation withCrop(CropKind changed) {
        return new Augmentation(
                area,
                aspect,
                cropToBox,
                enlarge,
                flip,
                color,
                changed,
                flipVertical,
                rotate,
                scale,
                translate,
                perspective,
                blur,
                noise,
                jpeg,
                cutOut,
                copyPaste,
                materials,
                mosaic);
    }

    public Augmentation withFlip(double left, double top) {
        return new Augmentation(
                area,
                aspect,
                cropToBox,
                enlarge,
                left,
                color,
                crop,
                top,
                rotate,
                scale,
                translate,
                perspective,
                blur,
                noise,
                jpeg,
                cutOut,
                copyPaste,
                materials,
                mosaic);
    }

    public Augmentation withMotions(Rotate turned, Scale scaled, Translate shifted, Perspective tilted) {
        return new Augmentation(
                area,
                aspect,
                cropToBox,
                enlarge,
                flip,
                color,
                crop,
                flipVertical,
                turned,
                scaled,
                shifted,
                tilted,
                blur,
                noise,
                jpeg,
                cutOut,
                copyPaste,
                materials,
                mosaic);
    }

    public Augmentation withRotate(Rotate turned) {
        return withMotions(turned, scale, translate, perspective);
    }

    public Augmentation withEffects(Blur blurred, Noise grainy, JpegArtefacts compressed, CutOut covered) {
        return new Augmentation(
                area,
                aspect,
                cropToBox,
                enlarge,
                flip,
                color,
                crop,
                flipVertical,
                rotate,
                scale,
                translate,
                perspective,
                blurred,
                grainy,
                compressed,
                covered,
                copyPaste,
                materials,
                mosaic);
    }

    public Augmentation withCopyPaste(CopyPaste pasted) {
        return new Augmentation(
                area,
                aspect,
                cropToBox,
                enlarge,
                flip,
                color,
                crop,
                flipVertical,
                rotate,
                scale,
                translate,
                perspective,
                blur,
                noise,
                jpeg,
                cutOut,
                pasted,
                materials,
                mosaic);
    }

    public Augmentation withMaterials(Materials changed) {
        return new Augmentation(
                area,
                aspect,
                cropToBox,
                enlarge,
                flip,
                color,
                crop,
                flipVertical,
                rotate,
                scale,
                translate,
                perspective,
                blur,
                noise,
                jpeg,
                cutOut,
                copyPaste,
                changed,
                mosaic);
    }

    public Augmentation withMosaic(Mosaic joined) {
        return new Augmentation(
                area,
                aspect,
                cropToBox,
                enlarge,
                flip,
                color,
                crop,
                flipVertical,
                rotate,
                scale,
                translate,
                perspective,
                blur,
                noise,
                jpeg,
                cutOut,
                copyPaste,
                materials,
                joined);
    }

    /** The whole picture, stretched to a size, and nothing else: what a network is given after training. */
    public static Sample resized(Sample sample, int width, int height) {
        return Crop.cut(sample, new Box(0, 0, sample.width(), sample.height()), width, height);
    }

    /**
     * The product's box, stretched to a size; the whole picture if there is no box. To repeat measurements that were made so, and for nothing else:
     * whoever has the box already knows where the product is, and no camera does.
     */
    public static Sample cutToBox(Sample sample, int width, int height) {
        return sample.box()
                .map(box -> Crop.cut(sample, box, width, height))
                .orElseGet(() -> resized(sample, width, height));
    }

    /**
     * A new sample of the given size; {@code sample} stays as it is. The same state of {@code random} gives the same result. There are no other
     * pictures to take things from: {@link Batches} knows them.
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
        Window window = Window.draw(this, sample.box().isPresent(), random);
        boolean mirrored = random.nextDouble() < flip;
        ColorJitter.Drawn colors = color.draw(random);
        // All that came later draws from generators of its own, one each: switching one on changes nothing but itself.
        Generators later = new Generators(isMore() ? random.nextLong() : 0);
        RandomGenerator pasting = later.after(MOTIONS_AND_EFFECTS);
        RandomGenerator recoloring = later.after(MOTIONS_AND_EFFECTS + 1);
        RandomGenerator joining = later.after(MOTIONS_AND_EFFECTS + 2);

        Projective motion = Projective.IDENTITY;
        for (Motion kind : List.of(perspective, rotate, scale, translate)) {
            RandomGenerator own = later.next();
            if (own.nextDouble() < kind.probability()) {
                Motion.Drawn drawn = kind.draw(sample.width(), sample.height(), own);
                motion = motion.then(drawn.map());
                steps.add(drawn.words());
            }
        }
        Placed placed = Placed.of(sample, motion, window, width, height);
        if (placed.isStill()) {
            steps.clear(); // moved out of sight, then not at all
        }
        Sample shown = placed.sample();
        steps.add(window.words(placed.part(), sample));
        if (joining.nextDouble() < mosaic.probability()) {
            Optional<Sample> joined = mosaic.apply(shown, this, others, joining);
            joined.ifPresent(of -> steps.add("with 3 others"));
            shown = joined.orElse(shown);
        }
        if (pasting.nextDouble() < copyPaste.probability()) {
            double pictureArea = (double) sample.width() * sample.height();
            Box part = placed.part();
            CopyPaste.Pasted pasted =
                    copyPaste.apply(shown, width / part.width(), height / part.height(), pictureArea, others, pasting);
            shown = pasted.sample();
            pasted.words().ifPresent(steps::add);
        }

        if (mirrored) {
            shown = Crop.flipped(shown);
            steps.add("mirrored");
        }
        if (later.next().nextDouble() < flipVertical) {
            shown = Crop.turnedOver(shown);
            steps.add("upside down");
        }
        byte[] plain = shown.rgb().clone();
        if (recoloring.nextDouble() < materials.probability()) {
            materials.apply(shown, others, recoloring).ifPresent(steps::add);
        }
        colors.apply(shown.rgb());
        colors.words().ifPresent(steps::add);
        for (Effect effect : List.of(blur, noise, jpeg, cutOut)) {
            RandomGenerator own = later.next();
            if (own.nextDouble() < effect.probability()) {
                steps.add(effect.apply(shown, own));
            }
        }
        return new Augmented(shown, plain, steps);
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
        return flipVertical > 0
                || copyPaste.probability() > 0
                || materials.probability() > 0
                || mosaic.probability() > 0
                || List.of(perspective, rotate, scale, translate).stream().anyMatch(motion -> motion.probability() > 0)
                || List.of(blur, noise, jpeg, cutOut).stream().anyMatch(effect -> effect.probability() > 0);
    }
}
