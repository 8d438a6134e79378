package dev.maskwright.trainer.data.source.coco;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.geometry.RunLengths;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.ImageReadException;
import dev.maskwright.sdk.image.ImageSize;
import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.LabelIds;
import dev.maskwright.trainer.data.RawMask;
import dev.maskwright.trainer.data.RawObject;
import dev.maskwright.trainer.data.RawRow;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.source.reader.SourceRow;
import dev.maskwright.trainer.data.source.store.Encoded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A picture and its annotated objects. If objects overlap, the one with fewer pixels is on top, of equal ones the
 * later; crowds are below all others and are ignored.
 *
 * @param width according to the annotations, as is height; 0 if they do not give it, to use the picture's
 * @param ids   the meaning of the numbers of the drawn mask
 */
record CocoRow(String describe, Encoded image, int width, int height, List<Shape> shapes, LabelIds ids)
        implements SourceRow {

    /** The size limit, relative to its picture, of a mask that is drawn to show that it does not fit. */
    private static final int MOST_LARGER = 4;

    /**
     * One annotation.
     *
     * @param name    what messages call it
     * @param classId a class, or {@link Sample#IGNORE}
     * @param crowd   whether it is ignored and below all others
     */
    record Shape(String name, int classId, boolean crowd, List<Double> bbox, CocoOutline outline) {}

    private record Drawn(Shape shape, RunLengths runs) {}

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
        boolean isSized = width > 0;
        if (isSized && (frame.width() != width || frame.height() != height)) {
            boolean onItsSide =
                    ImageFiles.orientation(encoded) >= 5 && frame.width() == height && frame.height() == width;
            throw new BadSampleException(("%s: the annotations are for %dx%d but the image is %dx%d%s; correct the"
                            + " annotations or remove the image")
                    .formatted(
                            describe,
                            width,
                            height,
                            frame.width(),
                            frame.height(),
                            onItsSide ? " once it is turned as its EXIF orientation says" : ""));
        }
        ImageSize size = new ImageSize(frame.width(), frame.height());
        return new Sample(frame.rgb(), target(drawn(size), size), size.width(), size.height(), box(size));
    }

    private List<Drawn> drawn(ImageSize size) throws BadSampleException {
        List<Drawn> drawn = new ArrayList<>();
        for (Shape shape : shapes) {
            try {
                drawn.add(new Drawn(shape, shape.outline().in(size.width(), size.height())));
            } catch (IllegalArgumentException e) {
                throw new BadSampleException(
                        "%s: %s: %s; correct the annotation or remove the image"
                                .formatted(describe, shape.name(), e.getMessage()),
                        e);
            }
        }
        return drawn;
    }

    private static byte[] target(List<Drawn> drawn, ImageSize size) {
        List<Drawn> fromBelow = new ArrayList<>(drawn);
        fromBelow.sort(Comparator.comparing((Drawn one) -> one.shape().crowd())
                .thenComparing(one -> one.runs().area())
                .reversed()); // stable, so that the later of equal ones is drawn later
        byte[] target = new byte[size.width() * size.height()];
        for (Drawn one : fromBelow) {
            byte id = (byte) (one.shape().crowd() ? Sample.IGNORE : one.shape().classId());
            int[] counts = one.runs().counts();
            int end = 0;
            for (int i = 0; i < counts.length; i++) {
                for (int bit = end; i % 2 == 1 && bit < end + counts[i]; bit++) {
                    target[bit % size.height() * size.width() + bit / size.height()] = id;
                }
                end += counts[i];
            }
        }
        return target;
    }

    /** The box of the only object; with several, none is the one of interest. */
    private Optional<Box> box(ImageSize size) {
        if (shapes.size() != 1 || shapes.get(0).bbox().size() != 4) {
            return Optional.empty();
        }
        List<Double> bbox = shapes.get(0).bbox();
        double left = Math.max(0, bbox.get(0));
        double top = Math.max(0, bbox.get(1));
        double right = Math.min(size.width(), bbox.get(0) + bbox.get(2));
        double bottom = Math.min(size.height(), bbox.get(1) + bbox.get(3));
        return right > left && bottom > top
                ? Optional.of(new Box(left, top, right - left, bottom - top))
                : Optional.empty();
    }

    @Override
    public RawRow raw() {
        List<String> faults = new ArrayList<>();
        Optional<byte[]> encoded = Optional.empty();
        Optional<RawMask> mask = Optional.empty();
        List<RawObject> objects = new ArrayList<>();
        try {
            encoded = Optional.of(image.bytes());
        } catch (IOException e) {
            faults.add("%s: cannot be read (%s)".formatted(describe, e.getMessage()));
        }
        Optional<ImageSize> size = encoded.flatMap(this::size);
        if (size.isPresent()) {
            try {
                List<Drawn> drawn = drawn(size.get());
                mask = Optional.of(mask(drawn, size.get()));
                drawn.forEach(one -> objects.add(
                        new RawObject(one.shape().name(), one.shape().bbox(), extent(one.runs(), size.get()))));
            } catch (BadSampleException e) {
                faults.add(String.valueOf(e.getMessage()));
            }
        }
        if (objects.isEmpty()) {
            shapes.forEach(shape -> objects.add(new RawObject(shape.name(), shape.bbox(), List.of())));
        }
        List<Double> bbox = shapes.size() == 1 ? shapes.get(0).bbox() : List.of();
        return new RawRow(describe, image.file(), encoded, mask, bbox, objects, Optional.empty(), faults);
    }

    /**
     * The size to draw at: that in the annotations, if it is plausible, or else the picture's; empty if there is none.
     */
    private Optional<ImageSize> size(byte[] encoded) {
        try {
            ImageSize own = ImageFiles.size(encoded, describe);
            long pixels = (long) own.width() * own.height();
            if (width == 0 || pixels > ImageFiles.MAX_PIXELS) {
                return Optional.of(own).filter(size -> pixels <= ImageFiles.MAX_PIXELS);
            }
            return (long) width * height <= MOST_LARGER * pixels
                    ? Optional.of(new ImageSize(width, height))
                    : Optional.empty();
        } catch (ImageReadException e) {
            return Optional.empty(); // reported when the picture is decoded
        }
    }

    private RawMask mask(List<Drawn> drawn, ImageSize size) {
        byte[] target = target(drawn, size);
        char[] numbers = new char[target.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (char) (target[i] & 0xFF);
        }
        return new RawMask.Ids(size.width(), size.height(), numbers, ids);
    }

    private static List<Double> extent(RunLengths runs, ImageSize size) {
        BitSet mask = runs.bits();
        if (mask.isEmpty()) {
            return List.of();
        }
        int height = size.height();
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
