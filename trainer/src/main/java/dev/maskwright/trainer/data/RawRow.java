package dev.maskwright.trainer.data;

import dev.maskwright.sdk.image.ImageFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A row as it is stored, for those who look for faults: nothing is turned, resized or thrown away.
 *
 * @param describe where it comes from
 * @param file     the picture's file, if it has one of its own
 * @param image    the encoded picture; empty if there is none
 * @param mask     the mask; empty if there is none or it cannot be decoded
 * @param bbox     as found: usually [x, y, width, height], empty if there is none
 * @param objects  the objects that are annotated one by one; empty where a mask is all there is
 * @param category normalised
 * @param faults   a line for each thing that could not be read; and why the row is left out, if it is
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

    /** How the camera was held, as EXIF numbers it: 1, which is upright, to 8. */
    public int orientation() {
        return image.map(ImageFiles::orientation).orElse(1);
    }

    public RawRow withFault(String fault) {
        List<String> all = new java.util.ArrayList<>(faults);
        all.add(fault);
        return new RawRow(describe, file, image, mask, bbox, objects, category, all);
    }
}
