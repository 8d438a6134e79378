package dev.maskwright.trainer.data.source;

import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.ColourPalette;
import dev.maskwright.trainer.data.LabelIds;
import dev.maskwright.trainer.data.source.ProductMasks.Outside;
import dev.maskwright.trainer.data.source.ProductMasks.Target;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the masks of a data set are read.
 *
 * @param ids     what the numbers mean, with {@link Target#LABELS}
 * @param palette what colours mean, if masks are in colours
 */
record MaskReading(ClassList classes, Target target, Outside outside, LabelIds ids, Optional<ColourPalette> palette) {

    static MaskReading of(ClassList classes, Target target, Outside outside) {
        return new MaskReading(classes, target, outside, LabelIds.of(classes, OptionalInt.empty()), Optional.empty());
    }
}
