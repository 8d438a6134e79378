package dev.maskwright.exporter;

import dev.maskwright.exporter.rewrite.HalfPrecision;
import dev.maskwright.exporter.rewrite.Rewriting;
import dev.maskwright.exporter.rewrite.Trained;

/** How a model file stores large weight tensors. Computation is in float32 either way. */
public enum WeightStorage {
    FLOAT32,
    /** Half the size of the file; weights are rounded to 11 bits. */
    FLOAT16;

    /**
     * The network exactly as a file holds it: rewritten, then weights rounded. An exported file computes what this
     * computes; its distance from the trained network is the price of the storage.
     */
    public Trained stored(Trained trained, Rewriting rewriting) {
        Trained rewritten = rewriting.apply(trained);
        return this == FLOAT16 ? HalfPrecision.apply(rewritten) : rewritten;
    }
}
