package dev.maskwright.trainer.data.augment;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.trainer.data.OtherRows;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.augment.base.Checks;
import dev.maskwright.trainer.data.augment.base.Range;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Objects are cut out of other pictures of the training split by their masks and pasted over this one, so that they are
 * seen in more places and in front of more backgrounds than there are pictures. The target has their classes where they
 * are more than half opaque, which is their visible edge; elsewhere picture and target do not change.
 *
 * <p>They are pasted over the crop, at the network's size: a few thousand pixels are resized instead of a whole
 * picture, and they are then mirrored, coloured, blurred and compressed together with the picture, as if seen by the
 * same camera. An object has the size that it would have in an equal crop of its own picture, times {@code scale}. Each
 * comes from a different picture and is one connected region of a class. One that is cut off by the border of its
 * picture is put at the same border of the crop, and not used if it cannot span the crop as it must: no object has a
 * straight edge in the middle of a room.
 *
 * <p>The box encloses the visible rest of the row's product, and is removed if nothing of it is visible.
 *
 * @param probability how likely, 0..1
 * @param objects     at most, 1..32; each number is equally likely
 * @param scale       size relative to that in a crop of its own picture, 0.1..10
 * @param area        share of the crop that an object covers, 0.0001..1: a smaller one is not pasted, a larger one is
 *     shrunk
 * @param flip        probability that an object is mirrored left to right by itself, 0..1
 * @see <a href="https://arxiv.org/abs/2012.07177">Simple Copy-Paste</a>, with each object from a different picture and
 *     all classes equally likely
 */
public record CopyPaste(double probability, int objects, Range scale, Range area, double flip) {

    /** How often a region is drawn from one picture before giving up: objects may be too small. */
    private static final int TRIES = 4;

    public CopyPaste {
        Checks.probability("copyPaste.probability", probability);
        Checks.range("copyPaste.objects", objects, 1, 32);
        Checks.range("copyPaste.scale", scale, 0.1, 10);
        Checks.range("copyPaste.area", area, 0.0001, 1);
        Checks.probability("copyPaste.flip", flip);
    }

    public static CopyPaste never() {
        return new CopyPaste(0, 3, new Range(0.5, 1.5), new Range(0.002, 0.3), 0.5);
    }

    /**
     * Draws numbers, rows and objects, and changes the sample's picture and target.
     *
     * @param perX pixels of {@code sample} to a pixel of the picture that it shows a part of, as {@code perY}
     * @param pictureArea of that picture, in pixels
     * @return the sample with its new box
     */
    Pasted apply(Sample sample, double perX, double perY, double pictureArea, OtherRows rows, RandomGenerator random) {
        int wanted = 1 + random.nextInt(objects);
        boolean[] covered = new boolean[sample.target().length];
        Optional<Box> box = sample.box();
        int product = box.map(before -> Outline.productIn(sample, before)).orElse(-1);
        int pasted = 0;
        for (int i = 0; i < wanted; i++) {
            Optional<Sample> from = rows.draw(random);
            if (from.isEmpty()) {
                continue;
            }
            double alike = Math.sqrt(
                    pictureArea / ((double) from.get().width() * from.get().height()));
            Optional<CutThing> thing = thing(from.get(), perX * alike, perY * alike, sample, rows, random);
            if (thing.isPresent() && paste(thing.get(), sample, covered, random)) {
                pasted++;
            }
        }
        Optional<Box> left = box.flatMap(before -> stillSeen(before, product, sample, covered));
        return new Pasted(new Sample(sample.rgb(), sample.target(), sample.width(), sample.height(), left), pasted);
    }

    /** A sample and the number of objects pasted over it. */
    record Pasted(Sample sample, int things) {

        Optional<String> words() {
            return things == 0
                    ? Optional.empty()
                    : Optional.of(things == 1 ? "1 thing pasted" : "%d things pasted".formatted(things));
        }
    }

    /** An object at the size at which it is pasted. */
    private Optional<CutThing> thing(
            Sample from, double perX, double perY, Sample onto, OtherRows rows, RandomGenerator random) {
        int crop = onto.target().length;
        for (int i = 0; i < TRIES; i++) {
            Optional<CutThing> drawn = CutThing.draw(from, rows, random);
            double factor = scale.draw(random);
            boolean mirrored = random.nextDouble() < flip;
            if (drawn.isEmpty()) {
                return drawn;
            }
            double share = drawn.get().pixels() * perX * perY * factor * factor / crop;
            if (share < area.min()) {
                continue;
            }
            double fitting = share > area.max() ? factor * Math.sqrt(area.max() / share) : factor;
            int width = (int) Math.max(1, Math.round(drawn.get().width() * perX * fitting));
            int height = (int) Math.max(1, Math.round(drawn.get().height() * perY * fitting));
            boolean reaches = (width >= onto.width()
                            || !(drawn.get().atLeft() && drawn.get().atRight()))
                    && (height >= onto.height()
                            || !(drawn.get().atTop() && drawn.get().atBottom()));
            if (reaches
                    && width <= 2 * onto.width()
                    && height <= 2 * onto.height()) { // otherwise little of it would be visible
                CutThing resized = drawn.get().resized(width, height);
                return Optional.of(mirrored ? resized.mirrored() : resized);
            }
        }
        return Optional.empty();
    }

    /** @return whether a pixel has its class now */
    private static boolean paste(CutThing thing, Sample onto, boolean[] covered, RandomGenerator random) {
        int left = start(thing.width(), onto.width(), thing.atLeft(), thing.atRight(), random);
        int top = start(thing.height(), onto.height(), thing.atTop(), thing.atBottom(), random);
        boolean changed = false;
        byte[] rgb = onto.rgb();
        for (int y = Math.max(0, -top); y < Math.min(thing.height(), onto.height() - top); y++) {
            for (int x = Math.max(0, -left); x < Math.min(thing.width(), onto.width() - left); x++) {
                int from = y * thing.width() + x;
                int opaque = thing.cover()[from] & 0xFF;
                if (opaque == 0) {
                    continue;
                }
                int to = (top + y) * onto.width() + left + x;
                for (int c = 0; c < 3; c++) {
                    int behind = ((rgb[3 * to + c] & 0xFF) * (255 - opaque) + 127) / 255;
                    rgb[3 * to + c] = (byte) Math.min(255, (thing.rgb()[3 * from + c] & 0xFF) + behind);
                }
                if (opaque >= 128) {
                    onto.target()[to] = (byte) thing.classId();
                    covered[to] = true;
                    changed = true;
                }
            }
        }
        return changed;
    }

    /**
     * Where an object begins: at least half of it is inside, and a cut-off side is at the border of the crop or
     * outside.
     */
    private static int start(int length, int whole, boolean atStart, boolean atEnd, RandomGenerator random) {
        int first = atEnd ? whole - length : -(length / 2);
        int last = atStart ? 0 : whole - (length + 1) / 2;
        return first + random.nextInt(Math.max(0, last - first) + 1);
    }

    /** The part of a box around the visible rest of its product; the box itself if nothing covers it. */
    private static Optional<Box> stillSeen(Box box, int product, Sample sample, boolean[] covered) {
        int fromX = (int) Math.max(0, Math.floor(box.x()));
        int fromY = (int) Math.max(0, Math.floor(box.y()));
        int toX = (int) Math.min(sample.width(), Math.ceil(box.x() + box.width()));
        int toY = (int) Math.min(sample.height(), Math.ceil(box.y() + box.height()));
        int left = toX;
        int top = toY;
        int right = fromX;
        int bottom = fromY;
        boolean isCovered = false;
        for (int y = fromY; y < toY; y++) {
            for (int x = fromX; x < toX; x++) {
                int i = y * sample.width() + x;
                isCovered |= covered[i];
                if (!covered[i] && (product < 0 || (sample.target()[i] & 0xFF) == product)) {
                    left = Math.min(left, x);
                    top = Math.min(top, y);
                    right = Math.max(right, x + 1);
                    bottom = Math.max(bottom, y + 1);
                }
            }
        }
        if (!isCovered) {
            return Optional.of(box);
        }
        double x = Math.max(box.x(), left);
        double y = Math.max(box.y(), top);
        double width = Math.min(box.x() + box.width(), right) - x;
        double height = Math.min(box.y() + box.height(), bottom) - y;
        return width > 0 && height > 0 ? Optional.of(new Box(x, y, width, height)) : Optional.empty();
    }
}
