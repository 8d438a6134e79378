package dev.maskwright.exporter.check;

import dev.maskwright.exporter.rewrite.Trained;

/**
 * Runs networks by other means than a model file. The exporter has none itself: that of the training is the best
 * witness.
 */
@FunctionalInterface
public interface ReferenceEngine {

    /** Opens a network; the caller closes it. */
    Reference open(Trained trained);
}
