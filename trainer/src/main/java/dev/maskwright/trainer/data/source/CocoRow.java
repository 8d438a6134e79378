package dev.maskwright.trainer.data.source;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.geometry.RunLengths;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.ImageReadException;
import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.LabelIds;
import dev.maskwright.trainer.data.RawMask;
import dev.maskwright.trainer.data.RawObject;
import dev.maskwright.trainer.data.RawRow;
import dev.maskwright.trainer.data.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A picture and the objects that are annotated in it. Where objects overlap, the one with fewer pixels lies on top, of equal ones the
 * later; crowds lie below all and do not count.
 *
 * @param width  as the annotations say, as is height
 */
record CocoRow(String describe, Encoded image, int width, int height, List<Shape> shapes, ClassList classes)
        implements SourceRow {

    /** One annotation. */
    sealed interface Shape {
        /** What messages call it. */
        String name();

        int classId();

        boolean crowd();

        List<Double> bbox();

        /**
         * The pixels it covers, as {@link RunLengths#bits} numbers them.
         *
         * @throws IllegalArgumentException if it does not fit the size
         */
        BitSet mask(int width, int height);
    }

    /**
     * An object in polygons.
     *
     * @param parts of which each is x and y in turn; they may overlap
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares shapes
    record Polygons(String name, int classId, boolean crowd, List<Double> bbox, double[][] parts) implements Shape {
        @Override
        public BitSet mask(int width, int height) {
            BitSet mask = new BitSet();
            for (double[] part : parts) {
                mask.or(RunLengths.ofPolygon(width, height, part).bits());
            }
            return mask;
        }
    }

    /** An object as a mask in runs, of a size of its own. */
    record Runs(String name, int classId, boolean crowd, List<Double> bbox, int runWidth, int runHeight, Counts counts)
            implements Shape {
        @Override
        public BitSet mask(int width, int height) {
            if (runWidth != width || runHeight != height) {
                throw new IllegalArgumentException(
                        "its runs are of %dx%d, but the image is %dx%d".formatted(runWidth, runHeight, width, height));
            }
            RunLengths runs = counts.packed().isEmpty()
                    ? RunLengths.ofCounts(
                            width,
                            height,
                            counts.plain().stream().mapToLong(Long::longValue).toArray())
                    : RunLengths.parse(width, height, counts.packed());
            return runs.bits();
        }
    }

    /** Runs, packed or plain; one of the two is empty. */
    record Counts(String packed, List<Long> plain) {}

    private record Drawn(int classId, boolean crowd, BitSet mask, int pixels) {}

    @Override
    public Sample decode() throws BadSampleException {
        byte[] encoded;
        Frame frame;
        try {
            encoded = image.bytes();
            frame = ImageFiles.decode(encoded, image.name());
        } catch (IOException e) {
            throw new BadSampleException(
                    e instanceof ImageReadException
                            ? String.valueOf(e.getMessage())
                            : "%s: cannot be read (%s)".formatted(describe, e.getMessage()),
                    e);
        }
        if (frame.width() != width || frame.height() != height) {
            boolean onItsSide =
                    ImageFiles.orientation(encoded) >= 5 && frame.width() == height && frame.height() == width;
            throw new BadSampleException(
                    "%s: the annotations are for %dx%d but the image is %dx%d%s; correct the annotations or remove the image"
                            .formatted(
                                    describe,
                                    width,
                                    height,
                                    frame.width(),
                                    frame.height(),
                                    onItsSide ? " once it is turned as its EXIF orientation says" : ""));
        }
        return new Sample(frame.rgb(), target(), width, height, box());
    }

    private byte[] target() throws BadSampleException {
        List<Drawn> drawn = new ArrayList<>();
        for (Shape shape : shapes) {
            try {
                BitSet mask = shape.mask(width, height);
                drawn.add(new Drawn(shape.classId(), shape.crowd(), mask, mask.cardinality()));
            } catch (IllegalArgumentException e) {
                throw new BadSampleException(
                        "%s: %s: %s; correct the annotation or remove the image"
                                .formatted(describe, shape.name(), e.getMessage()),
                        e);
            }
        }
        drawn.sort(Comparator.comparing(Drawn::crowd)
                .thenComparing(Drawn::pixels)
                .reversed()); // stable, so that the later of equals is drawn later
        byte[] target = new byte[width * height];
        for (Drawn one : drawn) {
            byte id = (byte) (one.crowd() ? Sample.IGNORE : one.classId());
            one.mask().stream().forEach(bit -> target[bit % height * width + bit / height] = id);
        }
        return target;
    }

    /** Of the only object; of several none is the one of interest. */
    private Optional<Box> box() {
        if (shapes.size() != 1 || shapes.get(0).bbox().size() != 4) {
            return Optional.empty();
        }
        List<Double> bbox = shapes.get(0).bbox();
        double left = Math.max(0, bbox.get(0));
        double top = Math.max(0, bbox.get(1));
        double right = Math.min(width, bbox.get(0) + bbox.get(2));
        double bottom = Math.min(height, bbox.get(1) + bbox.get(3));
        return right > left && bottom > top
                ? Optional.of(new Box(left, top, right - left, bottom - top))
                : Optional.empty();
    }

    @Override
    public RawRow raw() {
        List<String> faults = new ArrayList<>();
        Optional<byte[]> encoded = Optional.empty();
        Optional<RawMask> mask = Optional.empty();
        try {
            encoded = Optional.of(image.bytes());
        } catch (IOException e) {
            faults.add("%s: cannot be read (%s)".formatted(describe, e.getMessage()));
        }
        try {
            if (width > 0 && height > 0) {
                mask = Optional.of(new RawMask.Ids(width, height, target(), LabelIds.of(classes, OptionalInt.empty())));
            }
        } catch (BadSampleException e) {
            faults.add(String.valueOf(e.getMessage()));
        }
        List<Double> bbox = shapes.size() == 1 ? shapes.get(0).bbox() : List.of();
        return new RawRow(describe, image.file(), encoded, mask, bbox, objects(), Optional.empty(), faults);
    }

    private List<RawObject> objects() {
        List<RawObject> objects = new ArrayList<>();
        for (Shape shape : shapes) {
            try {
                BitSet mask = shape.mask(width, height);
                objects.add(new RawObject(shape.name(), shape.bbox(), extent(mask)));
            } catch (IllegalArgumentException e) { // one of the row's faults already
                objects.add(new RawObject(shape.name(), shape.bbox(), List.of()));
            }
        }
        return objects;
    }

    private List<Double> extent(BitSet mask) {
        if (mask.isEmpty()) {
            return List.of();
        }
        int top = height;
        int bottom = -1;
        for (int bit = mask.nextSetBit(0); bit >= 0; bit = mask.nextSetBit(bit + 1)) {
            top = Math.min(top, bit % height);
            bottom = Math.max(bottom, bit % height);
        }
        int left = mask.nextSetBit(0) / height;
        int right = (mask.length() - 1) / height;
        return List.of((double) left, (double) top, right - left + 1.0, bottom - top + 1.0);
    }
}
