package dev.maskwright.trainer.reproduce;

import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.augment.Augmentation;
import java.util.List;

/**
 * A split in which each picture is cropped to the true box of its product, and stretched. Only for measuring as the
 * notebook did.
 *
 * @param whole closed by the caller
 */
record CroppedRows(Dataset whole, int width, int height) implements Dataset {

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
        return Augmentation.cutToBox(whole.read(row), width, height);
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
