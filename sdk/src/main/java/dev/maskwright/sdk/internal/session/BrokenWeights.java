package dev.maskwright.sdk.internal.session;

import dev.maskwright.sdk.internal.preprocess.Half;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Finds weights that are NaN. Scores of such a network are NaN themselves, which is seen where they are read; of one that gives class
 * ids nothing is seen, for its argmax then gives the first class everywhere.
 */
final class BrokenWeights implements Constant.Visitor {

    private Optional<String> found = Optional.empty();
    private boolean isBroken;

    private BrokenWeights() {}

    /** The name of the first constant that has NaN in it; single numbers and lists, which may be meant so, are not looked at. */
    static Optional<String> name(ModelData data) {
        BrokenWeights weights = new BrokenWeights();
        try {
            Constant.visit(data, weights);
            return weights.found;
        } catch (IOException e) {
            return Optional.empty(); // the engine has read it
        }
    }

    @Override
    public boolean wantsNumbers() {
        return found.isEmpty();
    }

    @Override
    public void numbers(int type, ByteBuffer bytes) {
        isBroken |= hasNan(bytes, type);
    }

    @Override
    public void take(Constant constant) {
        if (isBroken && constant.shape().size() > 1) {
            found = found.or(() -> Optional.of(constant.name()));
        }
        isBroken = false;
    }

    private static boolean hasNan(ByteBuffer bytes, int type) {
        boolean isNan = false;
        if (type == Constant.FLOAT) {
            while (bytes.remaining() >= Float.BYTES) {
                isNan |= Float.isNaN(bytes.getFloat());
            }
        } else if (type == Constant.FLOAT16) {
            while (bytes.remaining() >= Short.BYTES) {
                isNan |= Float.isNaN(Half.toFloat(bytes.getShort()));
            }
        }
        return isNan;
    }
}
