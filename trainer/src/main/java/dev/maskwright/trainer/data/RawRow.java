package dev.maskwright.trainer.data;

import dev.maskwright.sdk.image.ImageFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A row as it is stored, for checking: nothing is rotated, resized or dropped.
 *
 * @param describe where it comes from
 * @param file     the picture's file, if it has its own
 * @param image    the encoded picture; empty if there is none
 * @param mask     the mask; empty if there is none or it cannot be decoded
 * @param bbox     as found: usually [x, y, width, height], empty if there is none
 * @param objects  the objects that are annotated individually; empty if there is only a mask
 * @param category normalised
 * @param faults   a line for each part that could not be read, and the reason why the row is dropped, if it is
 */
public record RawRow(
        String describe,
        Optional<Path> file,
        Optional<byte[]> image,
        Optional<RawMask> mask,
        List<Double> bbox,
        List<RawObject> objects,
        Optional<String> category,
        List<String> faults) {

    public RawRow {
        bbox = List.copyOf(bbox);
        objects = List.copyOf(objects);
        faults = List.copyOf(faults);
    }

    /** The EXIF orientation, from 1, which is upright, to 8. */
    public int orientation() {
        return image.map(ImageFiles::orientation).orElse(1);
    }

    public RawRow withFault(String fault) {
        List<String> all = new java.util.ArrayList<>(faults);
        all.add(fault);
        return new RawRow(describe, file, image, mask, bbox, objects, category, all);
    }
}
