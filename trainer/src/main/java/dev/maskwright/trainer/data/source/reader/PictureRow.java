package dev.maskwright.trainer.data.source.reader;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.ImageReadException;
import dev.maskwright.sdk.image.LabelNumbers;
import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.Outside;
import dev.maskwright.trainer.data.RawMask;
import dev.maskwright.trainer.data.RawRow;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.Target;
import dev.maskwright.trainer.data.source.store.Encoded;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A row whose mask is a picture.
 *
 * @param bbox     as found: usually [x, y, width, height], empty if there is none
 * @param category normalised; needed with {@link Target#MASK}
 */
public record PictureRow(
        String describe, Encoded image, Encoded mask, List<Double> bbox, Optional<String> category, MaskReading reading)
        implements SourceRow {

    public PictureRow withReading(MaskReading other) {
        return new PictureRow(describe, image, mask, bbox, category, other);
    }

    @Override
    public Sample decode() throws BadSampleException {
        try {
            byte[] encoded = image.bytes();
            Frame frame = ImageFiles.decode(encoded, image.name());
            Optional<Box> box = box(frame);
            RawMask stored = storedMask(mask.bytes());
            checkSize(stored, frame, encoded);
            byte[] target = target(stored, frame, box);
            return new Sample(frame.rgb(), target, frame.width(), frame.height(), box);
        } catch (IOException e) {
            throw new BadSampleException(line(e), e);
        }
    }

    private String line(IOException e) {
        return line(describe, e);
    }

    /** Why a row cannot be read. */
    public static String line(String describe, IOException e) {
        if (e instanceof ImageReadException) {
            return String.valueOf(e.getMessage());
        }
        return e instanceof NoSuchFileException
                ? "%s: the file %s is gone; restore it or remove the row".formatted(describe, e.getMessage())
                : "%s: cannot be read (%s); check the disk and its permissions".formatted(describe, e.getMessage());
    }

    private RawMask storedMask(byte[] encoded) throws ImageReadException {
        if (reading.target() == Target.MASK) {
            return ProductMask.read(encoded, mask.name());
        }
        if (reading.palette().isPresent()) {
            ImageFiles.checkLossless(encoded, mask.name());
            Frame frame = ImageFiles.decode(encoded, mask.name());
            return new RawMask.Colours(
                    frame.width(),
                    frame.height(),
                    frame.rgb(),
                    reading.palette().get());
        }
        LabelNumbers labels = ImageFiles.decodeNumbers(encoded, mask.name());
        return new RawMask.Ids(labels.width(), labels.height(), labels.numbers(), reading.ids());
    }

    private byte[] target(RawMask stored, Frame frame, Optional<Box> box) throws BadSampleException {
        if (stored instanceof RawMask.Product product) {
            return product(product.levels(), frame, box);
        }
        if (stored instanceof RawMask.Colours colours) {
            return colours(colours);
        }
        byte[] target = new byte[stored.width() * stored.height()];
        OptionalInt stranger = reading.ids().apply(((RawMask.Ids) stored).ids(), target);
        if (stranger.isPresent()) {
            throw bad(("%s the id %d, which %s does not name; add the name, assign it to a class"
                            + " (or ignore) with data.ids, or remove the row")
                    .formatted(
                            mask.part().endsWith("s") ? mask.part() + " hold" : mask.part() + " holds",
                            stranger.getAsInt(),
                            reading.idsFrom()));
        }
        return target;
    }

    private byte[] product(byte[] levels, Frame frame, Optional<Box> box) {
        byte[] target = outside(frame, box);
        byte classId = (byte) reading.classes().classId(category.orElseThrow()).orElseThrow();
        for (int i = 0; i < target.length; i++) {
            if ((levels[i] & 0xFF) >= 128) {
                target[i] = classId;
            }
        }
        return target;
    }

    /** The target of all pixels before the product is drawn. */
    private byte[] outside(Frame frame, Optional<Box> box) {
        byte[] target = new byte[frame.width() * frame.height()];
        if (reading.outside() == Outside.BACKGROUND) {
            return target;
        }
        Arrays.fill(target, (byte) Sample.IGNORE);
        if (reading.outside() == Outside.BOX) {
            Box inner = box.orElseThrow();
            int left = (int) inner.x();
            int right = (int) Math.ceil(inner.x() + inner.width());
            int bottom = (int) Math.ceil(inner.y() + inner.height());
            for (int y = (int) inner.y(); y < bottom; y++) {
                Arrays.fill(target, y * frame.width() + left, y * frame.width() + right, (byte) 0);
            }
        }
        return target;
    }

    private byte[] colours(RawMask.Colours stored) throws BadSampleException {
        byte[] rgb = stored.rgb();
        byte[] target = new byte[rgb.length / 3];
        int last = -1;
        byte lastId = 0;
        for (int i = 0; i < target.length; i++) {
            int colour = (rgb[3 * i] & 0xFF) << 16 | (rgb[3 * i + 1] & 0xFF) << 8 | (rgb[3 * i + 2] & 0xFF);
            if (colour != last) { // colours come in runs
                OptionalInt id = stored.palette().classId(colour);
                if (id.isEmpty()) {
                    throw bad(("%s has the colour #%06x at (%d, %d), which the palette does not"
                                    + " name; add it or remove the row")
                            .formatted(mask.part(), colour, i % stored.width(), i / stored.width()));
                }
                last = colour;
                lastId = (byte) id.getAsInt();
            }
            target[i] = lastId;
        }
        return target;
    }

    /** The row's box, which may extend beyond the picture by a pixel of rounding. */
    private Optional<Box> box(Frame frame) throws BadSampleException {
        boolean needed = reading.target() == Target.MASK && reading.outside() == Outside.BOX;
        if (bbox.isEmpty() && !needed) {
            return Optional.empty();
        }
        if (bbox.size() == 4) {
            double left = bbox.get(0);
            double top = bbox.get(1);
            double right = left + bbox.get(2);
            double bottom = top + bbox.get(3);
            boolean inside = left >= -1 && top >= -1 && right <= frame.width() + 1 && bottom <= frame.height() + 1;
            left = Math.max(0, left);
            top = Math.max(0, top);
            right = Math.min(frame.width(), right);
            bottom = Math.min(frame.height(), bottom);
            if (inside && right > left && bottom > top) {
                return Optional.of(new Box(left, top, right - left, bottom - top));
            }
        }
        throw bad("bbox %s is not [x, y, width, height] inside the image of %dx%d; correct it or remove the row"
                .formatted(bbox, frame.width(), frame.height()));
    }

    private void checkSize(RawMask stored, Frame frame, byte[] encoded) throws BadSampleException {
        if (stored.width() == frame.width() && stored.height() == frame.height()) {
            return;
        }
        boolean onItsSide = ImageFiles.orientation(encoded) >= 5
                && stored.width() == frame.height()
                && stored.height() == frame.width();
        throw bad("%s is %dx%d but the image is %dx%d%s; give both the same size or remove the row"
                .formatted(
                        mask.part(),
                        stored.width(),
                        stored.height(),
                        frame.width(),
                        frame.height(),
                        onItsSide ? " once it is turned as its EXIF orientation says" : ""));
    }

    private BadSampleException bad(String fault) {
        return new BadSampleException(describe + ": " + fault);
    }

    @Override
    public RawRow raw() {
        List<String> faults = new ArrayList<>();
        Optional<byte[]> encodedImage = Optional.empty();
        Optional<RawMask> stored = Optional.empty();
        try {
            encodedImage = Optional.of(image.bytes());
        } catch (IOException e) {
            faults.add(line(e));
        }
        try {
            stored = Optional.of(storedMask(mask.bytes()));
        } catch (IOException e) {
            faults.add(line(e));
        }
        return new RawRow(describe, image.file(), encodedImage, stored, bbox, List.of(), category, faults);
    }
}
