package dev.maskwright.trainer.data;

import java.util.List;

/**
 * One of the annotated objects in a picture, with its box.
 *
 * @param name   what messages call it
 * @param bbox   as found: usually [x, y, width, height], empty if there is none
 * @param extent the smallest [x, y, width, height] around its own pixels, including covered ones; empty if it has none
 */
public record RawObject(String name, List<Double> bbox, List<Double> extent) {

    public RawObject {
        bbox = List.copyOf(bbox);
        extent = List.copyOf(extent);
    }
}
