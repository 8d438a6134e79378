package dev.maskwright.trainer.data.source;

import java.util.List;
import java.util.Optional;

/**
 * What is known of a row before its pictures are decoded.
 *
 * @param number   position in its file, from 0
 * @param picture  the image's own name, which people find it by
 * @param target   the encoded mask or label map
 * @param bbox     as found: usually [x, y, width, height], empty if there is none
 * @param category normalised
 */
record Row(
        String file,
        int number,
        Optional<String> picture,
        Optional<Spool.Slice> image,
        Optional<Spool.Slice> target,
        List<Double> bbox,
        Optional<String> category) {

    String describe() {
        return "%s row %d%s"
                .formatted(file, number, picture.map(name -> " (" + name + ")").orElse(""));
    }
}
