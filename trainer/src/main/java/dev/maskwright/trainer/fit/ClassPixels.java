package dev.maskwright.trainer.fit;

import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.Sample;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Counts the pixels of each class in a split. */
final class ClassPixels {

    private ClassPixels() {}

    /**
     * Reads every row, until it is told to stop.
     *
     * @param stop whether to stop
     * @param skipped receives a line for each row that cannot be used
     * @return pixels by class id, without ignored ones
     */
    static long[] count(Dataset data, BooleanSupplier stop, Consumer<String> skipped) {
        long[] pixels = new long[data.classes().size()];
        for (int row = 0; row < data.size() && !stop.getAsBoolean(); row++) {
            try {
                for (byte id : data.read(row).target()) {
                    if (Byte.toUnsignedInt(id) != Sample.IGNORE) {
                        pixels[Byte.toUnsignedInt(id)]++;
                    }
                }
            } catch (BadSampleException e) {
                skipped.accept(e.getMessage());
            }
        }
        return pixels;
    }
}
