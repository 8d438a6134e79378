package dev.maskwright.sdk;

import dev.maskwright.sdk.Resampler.Filter;
import java.util.List;
import java.util.Objects;

/**
 * The class of each pixel of a frame and how sure the network is of it. A mask has the size that the network gives; it knows
 * the size of its frame.
 *
 * <p>Only {@link Segmenter#segmentInto} changes a mask; while it does, no other thread may read it.
 */
public final class Mask {

    private final int width;
    private final int height;
    private final byte[] classIds;
    private final byte[] confidences;
    private final List<ClassLabel> classes;
    private int frameWidth;
    private int frameHeight;

    private Mask(int width, int height, byte[] classIds, byte[] confidences, List<ClassLabel> classes) {
        this.width = width;
        this.height = height;
        this.classIds = classIds;
        this.confidences = confidences;
        this.classes = List.copyOf(classes);
        frameWidth = width;
        frameHeight = height;
    }

    /**
     * A mask over arrays that are not copied, of a frame of the same size.
     *
     * @param classIds one unsigned byte per pixel, row by row; each an id of {@code classes}
     * @param confidences one unsigned byte per pixel, 0..255 for 0..1
     * @param classes with ids 0..K-1 in this order
     * @throws IllegalArgumentException if an array has another length than {@code width * height}, or an id has no class
     */
    public static Mask of(int width, int height, byte[] classIds, byte[] confidences, List<ClassLabel> classes) {
        long expected = (long) width * height;
        if (width < 1 || height < 1 || classIds.length != expected || confidences.length != expected) {
            throw new IllegalArgumentException("a mask of %dx%d cannot have %d ids and %d confidences"
                    .formatted(width, height, classIds.length, confidences.length));
        }
        for (int i = 0; i < classIds.length; i++) {
            if ((classIds[i] & 0xff) >= classes.size()) {
                throw new IllegalArgumentException("pixel (%d, %d) has class id %d, but ids end at %d"
                        .formatted(i % width, i / width, classIds[i] & 0xff, classes.size() - 1));
            }
        }
        return new Mask(width, height, classIds, confidences, classes);
    }

    /** An empty mask for a segmenter to write into. */
    static Mask blank(int width, int height, List<ClassLabel> classes) {
        return new Mask(width, height, new byte[width * height], new byte[width * height], classes);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The width of the frame that this mask belongs to. */
    public int frameWidth() {
        return frameWidth;
    }

    /** The height of the frame that this mask belongs to. */
    public int frameHeight() {
        return frameHeight;
    }

    /** All classes of the model, by id. */
    public List<ClassLabel> classes() {
        return classes;
    }

    /** The id of the class at a pixel of the mask. */
    public int classAt(int x, int y) {
        return classIds[index(x, y)] & 0xff;
    }

    /** How sure the network is of the class at a pixel of the mask: 0..1. */
    public float confidenceAt(int x, int y) {
        return (confidences[index(x, y)] & 0xff) / 255f;
    }

    /** The ids of all pixels, row by row, as unsigned bytes: the mask's own array, not a copy, and not to be changed. */
    public byte[] classIds() {
        return classIds;
    }

    /** The confidences 0..255 of all pixels: like {@link #classIds()} the mask's own array. */
    byte[] confidences() {
        return confidences;
    }

    /** How many pixels of the mask each class has, by id. */
    public int[] areas() {
        int[] areas = new int[classes.size()];
        for (byte id : classIds) {
            areas[id & 0xff]++;
        }
        return areas;
    }

    /** The same mask in another size; each pixel takes the class under its centre. */
    public Mask resizedTo(int newWidth, int newHeight) {
        Mask resized = new Mask(
                newWidth,
                newHeight,
                Resampler.resize(classIds, width, height, 1, Filter.NEAREST, newWidth, newHeight),
                Resampler.resize(confidences, width, height, 1, Filter.NEAREST, newWidth, newHeight),
                classes);
        resized.belongsTo(frameWidth, frameHeight);
        return resized;
    }

    /** The same mask with one pixel for each of the frame. */
    public Mask atFrameSize() {
        return resizedTo(frameWidth, frameHeight);
    }

    void belongsTo(int newFrameWidth, int newFrameHeight) {
        frameWidth = newFrameWidth;
        frameHeight = newFrameHeight;
    }

    private int index(int x, int y) {
        return Objects.checkIndex(y, height) * width + Objects.checkIndex(x, width);
    }
}
