package dev.maskwright.exporter.check;

/**
 * How far two models agree on one class.
 *
 * @param first pixels that the first model takes for it
 * @param second pixels that the second takes for it
 * @param both pixels that both do
 */
public record ClassAgreement(String name, long first, long second, long both) {

    /** Intersection over union of the two, 0..1; NaN if neither model sees the class. */
    public double iou() {
        return both / (double) (first + second - both);
    }
}
