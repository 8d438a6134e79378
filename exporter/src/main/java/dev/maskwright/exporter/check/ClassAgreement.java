package dev.maskwright.exporter.check;

/**
 * How far two models agree on one class.
 *
 * @param first pixels of this class in the first model's masks
 * @param second pixels of this class in the second model's masks
 * @param both pixels of this class in both
 */
public record ClassAgreement(String name, long first, long second, long both) {

    /** Intersection over union of the two, 0..1; NaN if neither model sees the class. */
    public double iou() {
        return both / (double) (first + second - both);
    }
}
