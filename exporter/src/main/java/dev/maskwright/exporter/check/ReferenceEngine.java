package dev.maskwright.exporter.check;

import dev.maskwright.exporter.rewrite.Trained;

/**
 * Runs networks by other means than a model file. The exporter has no such engine itself: the training's is the best
 * reference.
 */
@FunctionalInterface
public interface ReferenceEngine {

    /** Opens a network; the caller closes it. */
    Reference open(Trained trained);
}
