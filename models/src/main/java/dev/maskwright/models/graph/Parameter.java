package dev.maskwright.models.graph;

/**
 * A tensor that a node owns.
 *
 * @param key its key in a state dict: the node's name and PyTorch's word for the role
 */
public record Parameter(String key, Shape shape, Kind kind) {

    /**
     * What a parameter is for: determines how it is initialised, whether it is trained, and whether weight decay acts
     * on it.
     */
    public enum Kind {
        WEIGHT(true),
        /** A learned vector for each place in the image. */
        POSITION(true),
        BIAS(true),
        NORM_SCALE(true),
        NORM_SHIFT(true),
        RUNNING_MEAN(false),
        RUNNING_VAR(false),
        /** A count of training steps which PyTorch stores as int64; nothing computes with it. */
        BATCHES_TRACKED(false);

        private final boolean trained;

        Kind(boolean trained) {
            this.trained = trained;
        }

        /** Whether gradients update it; the others are statistics. */
        public boolean trained() {
            return trained;
        }
    }
}
