package dev.maskwright.spark;

import dev.maskwright.sdk.ModelCache;
import dev.maskwright.sdk.ModelSource;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Segmenter;

/**
 * The open models of this JVM: however many tasks run in an executor, in sequence or at once, a model is opened once.
 * Models are identified by the hash of their bytes.
 */
final class OpenModels {

    /** The memory limit of unused models; those of the last job are kept until the next one's need the space. */
    private static final long IDLE_BYTES = 256L << 20;

    private static final ModelCache MODELS = ModelCache.of(IDLE_BYTES);

    private OpenModels() {}

    /** A segmenter, to be closed by the caller; see {@link ModelCache#open(ModelSource, Options)}. */
    static Segmenter open(ModelSource model, Options options) {
        return MODELS.open(model, options);
    }

    static int count() {
        return MODELS.openModels();
    }
}
