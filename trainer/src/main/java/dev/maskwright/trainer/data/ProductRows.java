package dev.maskwright.trainer.data;

import dev.maskwright.sdk.Box;
import dev.maskwright.sdk.Frame;
import dev.maskwright.sdk.LabelImage;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.ImageReadException;
import dev.maskwright.trainer.data.ProductMasks.Outside;
import dev.maskwright.trainer.data.ProductMasks.Settings;
import dev.maskwright.trainer.data.ProductMasks.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** A split that decodes its rows when they are asked for, and keeps the first ones decoded while the budget lasts. */
final class ProductRows implements Dataset {

    private final List<Row> rows;
    private final List<String> skipped;
    private final Spool spool;
    private final String fingerprint;
    private final ClassList classes;
    private final Settings settings;
    private final AtomicReferenceArray<Sample> decoded;
    private final AtomicLong cacheBytesLeft;

    ProductRows(Split split, ClassList classes, Settings settings) throws IOException {
        this.rows = List.copyOf(split.rows());
        this.skipped = List.copyOf(split.skipped());
        this.spool = split.spool();
        this.fingerprint = split.fingerprint();
        this.classes = classes;
        this.settings = settings;
        this.decoded = new AtomicReferenceArray<>(rows.size());
        this.cacheBytesLeft = new AtomicLong(settings.cacheBytes());
    }

    @Override
    public ClassList classes() {
        return classes;
    }

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public String describe(int row) {
        return rows.get(row).describe();
    }

    @Override
    public List<String> skipped() {
        return skipped;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public Sample read(int row) throws BadSampleException {
        Sample kept = decoded.get(row);
        if (kept != null) {
            return kept;
        }
        Sample sample = decode(rows.get(row));
        long bytes = (long) sample.rgb().length + sample.target().length;
        boolean fits = cacheBytesLeft.addAndGet(-bytes) >= 0;
        if (!fits || !decoded.compareAndSet(row, null, sample)) {
            cacheBytesLeft.addAndGet(bytes);
        }
        return sample;
    }

    private Sample decode(Row row) throws BadSampleException {
        Frame image;
        byte[] target;
        Optional<Box> box;
        try {
            image = ImageFiles.decode(spool.read(row.image().orElseThrow()), row.describe() + ", image");
            box = box(row, image);
            byte[] encoded = spool.read(row.target().orElseThrow());
            target = settings.target() == Target.MASK ? mask(row, encoded, image, box) : labels(row, encoded, image);
        } catch (ImageReadException e) {
            throw new BadSampleException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException("%s: the temporary copy cannot be read".formatted(row.describe()), e);
        }
        return new Sample(image.rgb(), target, image.width(), image.height(), box);
    }

    /** The row's box, which may stick out by a pixel of rounding. */
    private Optional<Box> box(Row row, Frame image) throws BadSampleException {
        List<Double> bbox = row.bbox();
        if (bbox.isEmpty() && !(settings.target() == Target.MASK && settings.outside() == Outside.BOX)) {
            return Optional.empty();
        }
        if (bbox.size() == 4) {
            double left = bbox.get(0);
            double top = bbox.get(1);
            double right = left + bbox.get(2);
            double bottom = top + bbox.get(3);
            boolean inside = left >= -1 && top >= -1 && right <= image.width() + 1 && bottom <= image.height() + 1;
            left = Math.max(0, left);
            top = Math.max(0, top);
            right = Math.min(image.width(), right);
            bottom = Math.min(image.height(), bottom);
            if (inside && right > left && bottom > top) {
                return Optional.of(new Box(left, top, right - left, bottom - top));
            }
        }
        throw bad(
                row,
                "bbox %s is not [x, y, width, height] inside the image of %dx%d; correct it or remove the row"
                        .formatted(bbox, image.width(), image.height()));
    }

    private byte[] mask(Row row, byte[] encoded, Frame image, Optional<Box> box)
            throws BadSampleException, ImageReadException {
        Frame mask = ImageFiles.decode(encoded, row.describe() + ", mask");
        checkSize(row, "mask", mask.width(), mask.height(), image);
        byte[] target = outside(image, box);
        byte classId = (byte) classes.classId(row.category().orElseThrow()).orElseThrow();
        byte[] rgb = mask.rgb();
        for (int i = 0; i < target.length; i++) {
            int sum = (rgb[3 * i] & 0xFF) + (rgb[3 * i + 1] & 0xFF) + (rgb[3 * i + 2] & 0xFF);
            if (sum >= 3 * 128) {
                target[i] = classId;
            }
        }
        return target;
    }

    /** What all pixels are before the product is drawn. */
    private byte[] outside(Frame image, Optional<Box> box) {
        byte[] target = new byte[image.width() * image.height()];
        if (settings.outside() == Outside.BACKGROUND) {
            return target;
        }
        Arrays.fill(target, (byte) Sample.IGNORE);
        if (settings.outside() == Outside.BOX) {
            Box inner = box.orElseThrow();
            int left = (int) inner.x();
            int right = (int) Math.ceil(inner.x() + inner.width());
            int bottom = (int) Math.ceil(inner.y() + inner.height());
            for (int y = (int) inner.y(); y < bottom; y++) {
                Arrays.fill(target, y * image.width() + left, y * image.width() + right, (byte) 0);
            }
        }
        return target;
    }

    private byte[] labels(Row row, byte[] encoded, Frame image) throws BadSampleException, ImageReadException {
        LabelImage labels = ImageFiles.decodeLabels(encoded, row.describe() + ", labels");
        checkSize(row, "labels", labels.width(), labels.height(), image);
        for (byte id : labels.ids()) {
            int classId = id & 0xFF;
            if (classId >= classes.size() && classId != Sample.IGNORE) {
                throw bad(
                        row,
                        "labels hold the id %d, which classes.json does not name; add the name or remove the row"
                                .formatted(classId));
            }
        }
        return labels.ids();
    }

    private static void checkSize(Row row, String column, int width, int height, Frame image)
            throws BadSampleException {
        if (width != image.width() || height != image.height()) {
            throw bad(
                    row,
                    "%s is %dx%d but the image is %dx%d; give both the same size or remove the row"
                            .formatted(column, width, height, image.width(), image.height()));
        }
    }

    private static BadSampleException bad(Row row, String fault) {
        return new BadSampleException(row.describe() + ": " + fault);
    }

    @Override
    public void close() {
        spool.close();
    }
}
