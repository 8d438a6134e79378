package dev.maskwright.sdk;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.geometry.Connectivity;
import dev.maskwright.sdk.geometry.Placement;
import dev.maskwright.sdk.geometry.Point;
import dev.maskwright.sdk.geometry.RunLengths;
import dev.maskwright.sdk.internal.postprocess.ClassIdPlan;
import dev.maskwright.sdk.internal.postprocess.ClassProbability;
import dev.maskwright.sdk.internal.postprocess.Component;
import dev.maskwright.sdk.internal.postprocess.Components;
import dev.maskwright.sdk.internal.postprocess.Inside;
import dev.maskwright.sdk.internal.postprocess.LateEnlarging;
import dev.maskwright.sdk.internal.postprocess.MaskTarget;
import dev.maskwright.sdk.internal.postprocess.Neighbours;
import dev.maskwright.sdk.internal.postprocess.SmoothEdges;
import dev.maskwright.sdk.internal.postprocess.Threshold;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.Resampler;
import dev.maskwright.sdk.model.Resampler.Filter;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The class of each pixel of a frame, and the network's confidence in it. A mask has the size of the network's output;
 * it knows the size of its frame and where the frame lies in it. Around the frame there may be padding, which no area
 * and no region includes.
 *
 * <p>Only {@link Segmenter#segmentInto} changes a mask; while it does, no other thread may read it.
 */
public final class Mask {

    private final int width;
    private final int height;
    private final byte[] classIds;
    private final byte[] confidences;
    private final @Nullable LateEnlarging logits;
    private final List<ClassLabel> classes;
    private final Edges edges;
    private final Threshold threshold; // not applied to the logits
    private Placement placement;
    private volatile @Nullable ClassIdPlan plan; // for the last requested size

    private Mask(
            int width,
            int height,
            byte[] classIds,
            byte[] confidences,
            @Nullable LateEnlarging logits,
            List<ClassLabel> classes,
            Edges edges,
            Threshold threshold,
            Placement placement) {
        this.width = width;
        this.height = height;
        this.classIds = classIds;
        this.confidences = confidences;
        this.logits = logits;
        this.classes = List.copyOf(classes);
        this.edges = edges;
        this.threshold = threshold;
        this.placement = placement;
    }

    /**
     * A mask that wraps arrays without copying them, for a frame of the same size.
     *
     * @param classIds one unsigned byte per pixel, row by row; each an id of {@code classes}
     * @param confidences one unsigned byte per pixel, 0..255 for 0..1
     * @param classes with ids 0..K-1 in this order
     * @throws IllegalArgumentException if an array does not have {@code width * height} bytes, or an id has no class
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
        return unchecked(width, height, classIds, confidences, classes);
    }

    /** An empty mask for a segmenter to write into. */
    static Mask blank(int width, int height, List<ClassLabel> classes) {
        int size = pixels(width, height);
        return unchecked(width, height, new byte[size], new byte[size], classes);
    }

    /**
     * An empty mask that gets smooth edges.
     *
     * @param logits for the segmenter to write as well; null for none
     * @param threshold that the segmenter applies to the ids
     */
    static Mask blankWithSmoothEdges(
            int width, int height, List<ClassLabel> classes, @Nullable LateEnlarging logits, Threshold threshold) {
        int size = pixels(width, height);
        return new Mask(
                width,
                height,
                new byte[size],
                new byte[size],
                logits,
                classes,
                Edges.SMOOTH,
                threshold,
                Placement.whole(width, height, width, height));
    }

    private static int pixels(int width, int height) {
        if ((long) width * height > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "a mask of %dx%d has more pixels than an array can hold; divide the picture"
                            .formatted(width, height));
        }
        return width * height;
    }

    private static Mask unchecked(
            int width, int height, byte[] classIds, byte[] confidences, List<ClassLabel> classes) {
        Placement whole = Placement.whole(width, height, width, height);
        return new Mask(width, height, classIds, confidences, null, classes, Edges.NEAREST, Threshold.NONE, whole);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The width of the frame that this mask belongs to. */
    public int frameWidth() {
        return placement.frameWidth();
    }

    /** The height of the frame that this mask belongs to. */
    public int frameHeight() {
        return placement.frameHeight();
    }

    /** Where the frame lies in this mask. */
    public Placement placement() {
        return placement;
    }

    /** All classes of the model, by id. */
    public List<ClassLabel> classes() {
        return classes;
    }

    /** The id of the class at a pixel of the mask. */
    public int classAt(int x, int y) {
        return classIds[index(x, y)] & 0xff;
    }

    /**
     * The id of the class at a point of the frame: that of the mask's pixel which shows it. Nothing is resized.
     *
     * @param x in pixels of the frame, 0..{@link #frameWidth}
     * @param y in pixels of the frame, 0..{@link #frameHeight}
     * @throws IndexOutOfBoundsException if the point is outside the frame
     */
    public int classInFrame(double x, double y) {
        if (!(x >= 0 && x <= frameWidth() && y >= 0 && y <= frameHeight())) {
            throw new IndexOutOfBoundsException(
                    "(%s, %s) is outside a frame of %dx%d".formatted(x, y, frameWidth(), frameHeight()));
        }
        Point place = placement.toMask(new Point(x, y));
        return classAt(Math.min((int) place.x(), width - 1), Math.min((int) place.y(), height - 1));
    }

    /** The confidence in the class at a pixel of the mask, 0..1. */
    public float confidenceAt(int x, int y) {
        return (confidences[index(x, y)] & 0xff) / 255f;
    }

    /** The ids of all pixels, row by row, as unsigned bytes: the mask's own array, not a copy; do not change it. */
    public byte[] classIds() {
        return classIds;
    }

    /** The confidences 0..255 of all pixels: the mask's own array, like {@link #classIds()}. */
    byte[] confidences() {
        return confidences;
    }

    /** The logits, if this mask keeps them; they may have fewer pixels than the mask. */
    @Nullable
    LateEnlarging logits() {
        return logits;
    }

    /**
     * Writes the ids of all pixels, row by row, as unsigned bytes into the caller's buffer, starting at its position.
     *
     * @throws IllegalArgumentException if there is no room for {@code width * height} bytes
     */
    public void copyClassIds(ByteBuffer to) {
        requireRoom(to);
        to.put(classIds);
    }

    /**
     * Writes the confidences of all pixels, 0..255 for 0..1, like {@link #copyClassIds}.
     *
     * @throws IllegalArgumentException if there is no room for {@code width * height} bytes
     */
    public void copyConfidences(ByteBuffer to) {
        requireRoom(to);
        to.put(confidences);
    }

    /**
     * Writes the confidences of all pixels, 0..1, like {@link #copyClassIds}.
     *
     * @throws IllegalArgumentException if there is no room for {@code width * height} floats
     */
    public void copyConfidences(FloatBuffer to) {
        requireRoom(to);
        for (byte confidence : confidences) {
            to.put((confidence & 0xff) / 255f);
        }
    }

    /**
     * Whether {@link #copyProbabilities} can be called: the model gives logits and was opened with
     * {@link Edges#SMOOTH}. Resized masks have none.
     */
    public boolean hasProbabilities() {
        return logits != null;
    }

    /**
     * Writes the probability of a class at each pixel, 0..1, like {@link #copyClassIds}: softmax of the logits over all
     * classes, within 1e-5.
     *
     * @throws IllegalArgumentException if there is no room for {@code width * height} floats
     * @throws IndexOutOfBoundsException if there is no such class
     * @throws IllegalStateException if this mask has no probabilities
     */
    public void copyProbabilities(int classId, FloatBuffer to) {
        Objects.checkIndex(classId, classes.size());
        if (logits == null) {
            throw new IllegalStateException(
                    ("this mask holds no logits to compute probabilities from: the model has to give "
                                    + "logits and be opened with %s, and the mask must not be resized")
                            .formatted(Edges.SMOOTH));
        }
        requireRoom(to);
        ClassProbability.read(logits, target(new Box(0, 0, width, height), width, height), classId, to);
    }

    private void requireRoom(Buffer to) {
        if (to.remaining() < width * height) {
            throw new IllegalArgumentException("a mask of %dx%d has %d pixels, the buffer has room for %d"
                    .formatted(width, height, width * height, to.remaining()));
        }
    }

    /** An independent copy, which does not change when this mask is reused. */
    public Mask copy() {
        return new Mask(
                width,
                height,
                classIds.clone(),
                confidences.clone(),
                logits == null ? null : logits.copy(),
                classes,
                edges,
                threshold,
                placement);
    }

    /** The number of pixels of each class in the mask, by id. */
    public int[] areas() {
        int[] areas = new int[classes.size()];
        Inside inside = Inside.of(placement.part());
        for (int y = inside.top(); y < inside.bottom(); y++) {
            for (int i = y * width + inside.left(); i < y * width + inside.right(); i++) {
                areas[classIds[i] & 0xff]++;
            }
        }
        return areas;
    }

    /** The share of the frame that each class covers, by id; the shares add up to 1. */
    public double[] shares() {
        int[] areas = areas();
        Inside inside = Inside.of(placement.part());
        double[] shares = new double[areas.length];
        for (int i = 0; i < areas.length; i++) {
            shares[i] = areas[i] / ((double) inside.width() * inside.height());
        }
        return shares;
    }

    /** The mean confidence of all pixels of the frame, 0..1. */
    public double meanConfidence() {
        long sum = 0;
        Inside inside = Inside.of(placement.part());
        for (int y = inside.top(); y < inside.bottom(); y++) {
            for (int i = y * width + inside.left(); i < y * width + inside.right(); i++) {
                sum += confidences[i] & 0xff;
            }
        }
        return sum / 255.0 / inside.width() / inside.height();
    }

    /** The regions selected by {@link RegionOptions#defaults}. */
    public List<Region> regions() {
        return regions(RegionOptions.defaults());
    }

    /** The regions selected by options, in the order of their first pixels, from the top left. */
    public List<Region> regions(RegionOptions options) {
        Inside inside = Inside.of(placement.part());
        double least = options.leastShare() * inside.width() * inside.height();
        boolean isApart = options.gap() == 0;
        int atOnce = isApart ? (int) Math.max(1, Math.ceil(least)) : 1;
        List<Component> found =
                Components.of(classIds, confidences, width, inside, options.connectivity(), atOnce).stream()
                        .filter(component -> options.background()
                                || !classes.get(component.classId()).isBackground())
                        .toList();
        List<List<Component>> groups = isApart
                ? found.stream().map(List::of).toList()
                : Neighbours.of(
                        found, (int) (options.gap() / placement.scaleX()), (int) (options.gap() / placement.scaleY()));
        return groups.stream()
                .map(parts -> new Region(this, parts, options.connectivity()))
                .filter(region -> region.area() >= least && region.confidence() >= options.leastConfidence())
                .toList();
    }

    /**
     * The connected pixels of each class, including the background. Each pixel of the frame is in exactly one region.
     * Regions are in the order of their first pixels, from the top left.
     */
    public List<Region> regions(Connectivity connectivity) {
        return regions(connectivity, 1);
    }

    /**
     * The regions with at least a given area.
     *
     * @param leastArea in pixels of the mask
     */
    public List<Region> regions(Connectivity connectivity, int leastArea) {
        return Components.of(classIds, confidences, width, Inside.of(placement.part()), connectivity, leastArea)
                .stream()
                .map(component -> new Region(this, List.of(component), connectivity))
                .toList();
    }

    /**
     * All pixels of a class as COCO stores them, in an image of the mask's size.
     *
     * @throws IndexOutOfBoundsException if there is no such class
     */
    public RunLengths runLengths(int classId) {
        byte id = (byte) Objects.checkIndex(classId, classes.size());
        Inside inside = Inside.of(placement.part());
        RunLengths.Builder runs = new RunLengths.Builder(width, height);
        for (int x = inside.left(); x < inside.right(); x++) {
            int y = inside.top();
            while (y < inside.bottom()) {
                int start = y;
                while (y < inside.bottom() && classIds[y * width + x] == id) {
                    y++;
                }
                runs.add(x * height + start, x * height + y);
                y++;
            }
        }
        return runs.build();
    }

    /**
     * The pixels of all classes, by id, in the form of {@link #runLengths(int)}, found in one pass. An absent class has
     * a single run, of pixels outside.
     */
    public List<RunLengths> runLengths() {
        RunLengths.Builder[] runs = new RunLengths.Builder[classes.size()];
        Arrays.setAll(runs, id -> new RunLengths.Builder(width, height));
        Inside inside = Inside.of(placement.part());
        for (int x = inside.left(); x < inside.right(); x++) {
            int y = inside.top();
            while (y < inside.bottom()) {
                int start = y;
                byte id = classIds[y * width + x];
                while (y < inside.bottom() && classIds[y * width + x] == id) {
                    y++;
                }
                runs[id & 0xff].add(x * height + start, x * height + y);
            }
        }
        return Arrays.stream(runs).map(RunLengths.Builder::build).toList();
    }

    /** This mask in another size and without padding; edges are drawn as {@link Options#edges} says. */
    public Mask resizedTo(int newWidth, int newHeight) {
        byte[] newIds = new byte[Math.multiplyExact(newWidth, newHeight)];
        byte[] newConfidences = new byte[newIds.length];
        Box part = placement.part();
        switch (edges) {
            case NEAREST -> {
                Resampler.resize(classIds, width, height, 1, part, Filter.NEAREST, newIds, newWidth, newHeight);
                Resampler.resize(
                        confidences, width, height, 1, part, Filter.NEAREST, newConfidences, newWidth, newHeight);
            }
            case SMOOTH -> {
                MaskTarget target = target(part, newWidth, newHeight);
                if (logits == null) {
                    new SmoothEdges(classIds, confidences, width).resize(target, newIds, newConfidences);
                } else {
                    logits.resize(target, newIds, newConfidences, logits.newScratch());
                    threshold.apply(newIds, newConfidences);
                }
            }
        }
        Placement whole = Placement.whole(frameWidth(), frameHeight(), newWidth, newHeight);
        return new Mask(newWidth, newHeight, newIds, newConfidences, null, classes, edges, threshold, whole);
    }

    private MaskTarget target(Box part, int newWidth, int newHeight) {
        return logits == null
                ? MaskTarget.ofMask(part, width, height, newWidth, newHeight)
                : logits.target(part, width, height, newWidth, newHeight);
    }

    private void resizeClassIds(MaskTarget target, byte[] to) {
        if (logits == null) {
            new SmoothEdges(classIds, confidences, width).resizeClassIds(target, to);
        } else if (threshold.least() == 0) {
            logits.resizeClassIds(target, to, logits.newScratch());
        } else {
            byte[] newConfidences = new byte[to.length];
            logits.resize(target, to, newConfidences, logits.newScratch());
            threshold.apply(to, newConfidences);
        }
    }

    /**
     * The class ids of {@link #resizedTo} without the rest of the mask; repeated calls with the same size allocate
     * nothing.
     *
     * @param to receives {@code newWidth * newHeight} unsigned bytes, row by row
     * @throws IllegalArgumentException if it has another length
     */
    public void classIdsAtSize(int newWidth, int newHeight, byte[] to) {
        if (newWidth < 1 || newHeight < 1 || to.length != (long) newWidth * newHeight) {
            throw new IllegalArgumentException(
                    "a mask at %dx%d does not have %d class ids".formatted(newWidth, newHeight, to.length));
        }
        Box part = placement.part();
        ClassIdPlan current = plan;
        if (current == null || !current.isFor(part, newWidth, newHeight)) {
            current = edges == Edges.SMOOTH
                    ? ClassIdPlan.smooth(part, newWidth, newHeight, target(part, newWidth, newHeight))
                    : ClassIdPlan.nearest(part, width, height, newWidth, newHeight);
            plan = current;
        }
        current.run(classIds, this::resizeClassIds, to);
    }

    /** The same mask with one pixel per pixel of the frame. */
    public Mask atFrameSize() {
        return resizedTo(frameWidth(), frameHeight());
    }

    /** Sets the frame, shown by the whole mask. */
    void belongsTo(int frameWidth, int frameHeight) {
        Box part = placement.part();
        boolean whole = part.x() == 0 && part.y() == 0 && part.width() == width && part.height() == height;
        if (!whole || frameWidth != frameWidth() || frameHeight != frameHeight()) {
            placement = Placement.whole(frameWidth, frameHeight, width, height);
        }
    }

    /**
     * Sets the frame and the part of the mask that shows it.
     *
     * @throws IllegalArgumentException if the part extends beyond the mask, or contains no pixel centre
     */
    void belongsTo(Placement newPlacement) {
        if (newPlacement.equals(placement)) {
            return;
        }
        Box part = newPlacement.part();
        Inside inside = Inside.of(part);
        if (part.x() < 0
                || part.y() < 0
                || part.x() + part.width() > width
                || part.y() + part.height() > height
                || inside.width() < 1
                || inside.height() < 1) {
            throw new IllegalArgumentException(
                    "%s cannot be the part of a mask of %dx%d that shows a frame".formatted(part, width, height));
        }
        placement = newPlacement;
    }

    private int index(int x, int y) {
        return Objects.checkIndex(y, height) * width + Objects.checkIndex(x, width);
    }
}
