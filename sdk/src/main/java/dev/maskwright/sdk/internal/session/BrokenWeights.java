package dev.maskwright.sdk.internal.session;

import dev.maskwright.sdk.graph.ExternalTensor;
import dev.maskwright.sdk.internal.preprocess.Half;
import dev.maskwright.sdk.model.ModelFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds weights that are NaN. The scores of such a network are NaN, too, which is detected when they are read. A
 * network that outputs class ids shows nothing, because its argmax returns the first class everywhere.
 */
final class BrokenWeights implements Constant.Visitor {

    private final ModelData data;
    private Optional<String> found = Optional.empty();
    private boolean isBroken;

    private BrokenWeights(ModelData data) {
        this.data = data;
    }

    /**
     * The name of the first constant that contains NaN; scalars and vectors are not examined, since theirs may be
     * intended.
     */
    static Optional<String> name(ModelData data) {
        BrokenWeights weights = new BrokenWeights(data);
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
        if (found.isEmpty() && constant.shape().size() > 1) {
            constant.beside().ifPresent(tensor -> readBeside(tensor, constant.type()));
            found = isBroken ? Optional.of(constant.name()) : Optional.empty();
        }
        isBroken = false;
    }

    private void readBeside(ExternalTensor tensor, int type) {
        Path model = data.file();
        if (model == null || (type != Constant.FLOAT && type != Constant.FLOAT16)) {
            return;
        }
        try {
            ExternalTensor.Place place = tensor.find(model);
            try (InputStream stream = Files.newInputStream(place.file())) {
                MessageReader reader = new MessageReader(stream);
                reader.skip(place.offset());
                reader.bytes(place.length(), bytes -> numbers(type, bytes));
            }
        } catch (ModelFormatException | IOException e) {
            // the engine has read it: it accepts more than this reader
        }
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
