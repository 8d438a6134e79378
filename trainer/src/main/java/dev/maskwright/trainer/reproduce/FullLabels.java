package dev.maskwright.trainer.reproduce;

import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.augment.Augmentation;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The labels of every product in the pictures of a split that otherwise labels one product per row. */
final class FullLabels {

    private final Dataset masks;
    private final Dataset labels;
    private final Map<String, Integer> labelRows = new HashMap<>(); // by what both splits call a row
    private final byte[] classIds = new byte[256]; // of the masks' classes, by id in the labels

    FullLabels(Dataset masks, Dataset labels) {
        this.masks = masks;
        this.labels = labels;
        for (int row = 0; row < labels.size(); row++) {
            labelRows.put(labels.describe(row), row);
        }
        Arrays.fill(classIds, (byte) Sample.IGNORE);
        ClassList names = labels.classes();
        for (int id = 0; id < names.size(); id++) {
            classIds[id] = (byte) masks.classes().classId(names.name(id)).orElse(Sample.IGNORE);
        }
    }

    /**
     * Targets for a batch of the masks' rows. Products without a class in the masks are ignored, as are rows without
     * usable labels.
     *
     * @return (N, H, W)
     */
    byte[] targets(int[] rows, int width, int height) {
        byte[] targets = new byte[rows.length * width * height];
        Arrays.fill(targets, (byte) Sample.IGNORE);
        for (int i = 0; i < rows.length; i++) {
            Integer labelRow = labelRows.get(masks.describe(rows[i]));
            if (labelRow == null) {
                continue;
            }
            try {
                byte[] ids = Augmentation.resized(labels.read(labelRow), width, height)
                        .target();
                for (int pixel = 0; pixel < ids.length; pixel++) {
                    targets[i * ids.length + pixel] = classIds[Byte.toUnsignedInt(ids[pixel])];
                }
            } catch (BadSampleException e) {
                // The row still counts in the figures of the masks, but not here.
            }
        }
        return targets;
    }
}
