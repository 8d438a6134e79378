package dev.maskwright.trainer.reproduce;

import dev.maskwright.sdk.Box;
import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.Sample;
import java.util.List;
import java.util.Optional;

/**
 * A split in which each picture is cut to the true box of its product, in whole pixels. For measuring as the notebook did, and
 * for nothing else: who has the true box knows already where the product is.
 *
 * @param whole stays the caller's
 */
record CroppedRows(Dataset whole) implements Dataset {

    @Override
    public ClassList classes() {
        return whole.classes();
    }

    @Override
    public int size() {
        return whole.size();
    }

    @Override
    public Sample read(int row) throws BadSampleException {
        Sample sample = whole.read(row);
        Box box = sample.box()
                .orElseThrow(() -> new BadSampleException(
                        "%s: the row has no bbox to crop to; write one or remove the row".formatted(describe(row))));
        int left = (int) Math.round(box.x());
        int top = (int) Math.round(box.y());
        int width = Math.max(1, (int) Math.round(box.x() + box.width()) - left);
        int height = Math.max(1, (int) Math.round(box.y() + box.height()) - top);
        left = Math.min(left, sample.width() - width);
        top = Math.min(top, sample.height() - height);
        byte[] rgb = new byte[3 * width * height];
        byte[] target = new byte[width * height];
        for (int y = 0; y < height; y++) {
            int from = (top + y) * sample.width() + left;
            System.arraycopy(sample.target(), from, target, y * width, width);
            System.arraycopy(sample.rgb(), 3 * from, rgb, 3 * y * width, 3 * width);
        }
        return new Sample(rgb, target, width, height, Optional.empty());
    }

    @Override
    public String describe(int row) {
        return whole.describe(row);
    }

    @Override
    public List<String> skipped() {
        return whole.skipped();
    }

    @Override
    public String fingerprint() {
        return whole.fingerprint();
    }

    @Override
    public void close() {}
}
