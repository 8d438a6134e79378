package dev.maskwright.sdk;

import dev.maskwright.sdk.internal.postprocess.Inside;
import dev.maskwright.sdk.model.ClassLabel;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The differences between two masks of the same size: of two frames of one camera, or of two models on one frame.
 * Padding is ignored.
 */
public final class MaskComparison {

    private static final List<ClassLabel> CHANGES =
            List.of(new ClassLabel(0, ClassLabel.BACKGROUND, "#000000"), new ClassLabel(1, "changed", "#ff00ff"));

    private final int classes;
    private final int[] pixels; // (first, second)
    private final int changed;
    private final int all;
    private final Mask changes;

    private MaskComparison(int classes, int[] pixels, Mask changes) {
        this.classes = classes;
        this.pixels = pixels;
        this.changes = changes;
        int[] areas = changes.areas();
        changed = areas[1];
        all = areas[0] + areas[1];
    }

    /**
     * Compares two masks; later changes to them have no effect.
     *
     * @throws IllegalArgumentException if they differ in size, in classes or in where their frames lie
     */
    public static MaskComparison of(Mask first, Mask second) {
        if (first.width() != second.width() || first.height() != second.height()) {
            throw new IllegalArgumentException("only masks of one size can be compared, got %dx%d and %dx%d; resize one"
                    .formatted(first.width(), first.height(), second.width(), second.height()));
        }
        if (!first.classes().equals(second.classes())) {
            throw new IllegalArgumentException("only masks of the same classes can be compared, got %s and %s"
                    .formatted(names(first), names(second)));
        }
        if (!first.placement().part().equals(second.placement().part())) {
            throw new IllegalArgumentException(
                    "the frames lie in different places of their masks, %s and %s; compare them at frame size"
                            .formatted(
                                    first.placement().part(), second.placement().part()));
        }
        int classes = first.classes().size();
        int[] pixels = new int[classes * classes];
        byte[] changed = new byte[first.classIds().length];
        byte[] confidences = new byte[changed.length];
        Inside inside = Inside.of(first.placement().part());
        for (int y = inside.top(); y < inside.bottom(); y++) {
            for (int i = y * first.width() + inside.left(); i < y * first.width() + inside.right(); i++) {
                int before = first.classIds()[i] & 0xff;
                int after = second.classIds()[i] & 0xff;
                pixels[before * classes + after]++;
                changed[i] = (byte) (before == after ? 0 : 1);
                confidences[i] = (byte) Math.min(first.confidences()[i] & 0xff, second.confidences()[i] & 0xff);
            }
        }
        Mask changes = Mask.of(first.width(), first.height(), changed, confidences, CHANGES);
        changes.belongsTo(first.placement());
        return new MaskComparison(classes, pixels, changes);
    }

    private static List<String> names(Mask mask) {
        return mask.classes().stream().map(ClassLabel::name).toList();
    }

    /** The number of pixels that have a different class in the second mask. */
    public int changed() {
        return changed;
    }

    /** The share of pixels that have a different class in the second mask, 0..1. */
    public double changedShare() {
        return (double) changed / all;
    }

    /** The number of pixels that changed from one class to another, or stayed the same. */
    public int pixels(int firstClassId, int secondClassId) {
        return pixels[index(firstClassId, secondClassId)];
    }

    /** By how many pixels a class has grown in the second mask; negative if it has shrunk. */
    public int growth(int classId) {
        return second(classId) - first(classId);
    }

    /**
     * The number of pixels with a class in both masks, divided by those with it in either: 0..1; empty if there are
     * none.
     */
    public OptionalDouble iou(int classId) {
        int both = pixels(classId, classId);
        int either = first(classId) + second(classId) - both;
        return either == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) both / either);
    }

    /** The mean of {@link #iou} over the classes that occur. */
    public double meanIou() {
        double sum = 0;
        int count = 0;
        for (int id = 0; id < classes; id++) {
            OptionalDouble iou = iou(id);
            sum += iou.orElse(0);
            count += iou.isPresent() ? 1 : 0;
        }
        return sum / count;
    }

    /**
     * The differing pixels as a mask of class 1, {@code changed}, on {@code background}. Its regions are the areas that
     * have changed; its confidences are the lower of the two.
     */
    public Mask changes() {
        return changes;
    }

    private int first(int classId) {
        int sum = 0;
        for (int id = 0; id < classes; id++) {
            sum += pixels(classId, id);
        }
        return sum;
    }

    private int second(int classId) {
        int sum = 0;
        for (int id = 0; id < classes; id++) {
            sum += pixels(id, classId);
        }
        return sum;
    }

    private int index(int first, int second) {
        if (first < 0 || first >= classes || second < 0 || second >= classes) {
            throw new IndexOutOfBoundsException(
                    "the classes are 0..%d, got %d and %d".formatted(classes - 1, first, second));
        }
        return first * classes + second;
    }
}
