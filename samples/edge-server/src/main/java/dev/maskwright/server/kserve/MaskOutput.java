package dev.maskwright.server.kserve;

import dev.maskwright.sdk.Mask;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import dev.maskwright.server.engine.Segmented;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The outputs that can be requested. */
enum MaskOutput {
    /** The class of each pixel. */
    MASK("mask", Datatype.UINT8) {
        @Override
        void put(Mask mask, ByteBuffer to) {
            mask.copyClassIds(to);
        }
    },
    /** How sure the network is of it, 0..255. */
    CONFIDENCE("confidence", Datatype.UINT8) {
        @Override
        void put(Mask mask, ByteBuffer to) {
            mask.copyConfidences(to);
        }
    },
    /** The probability of each class, 0..1, always of the network's size; only on request. */
    PROBABILITIES("probabilities", Datatype.FP32) {
        @Override
        void put(Mask mask, ByteBuffer to) {
            FloatBuffer floats = to.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
            int pixels = mask.width() * mask.height();
            for (int id = 0; id < mask.classes().size(); id++) {
                mask.copyProbabilities(id, floats.slice(id * pixels, pixels));
            }
        }
    };

    private final String word;
    private final Datatype datatype;

    MaskOutput(String word, Datatype datatype) {
        this.word = word;
        this.datatype = datatype;
    }

    String word() {
        return word;
    }

    Datatype datatype() {
        return datatype;
    }

    abstract void put(Mask mask, ByteBuffer to);

    /** @throws RefusedException if one of the names is unknown, or occurs twice */
    static List<MaskOutput> named(List<String> names) throws RefusedException {
        if (names.isEmpty()) {
            return List.of(MASK, CONFIDENCE);
        }
        List<MaskOutput> outputs = new ArrayList<>();
        for (String name : names) {
            MaskOutput found = Arrays.stream(values())
                    .filter(output -> output.word.equals(name))
                    .findFirst()
                    .orElseThrow(() -> new RefusedException(
                            Reason.BAD_REQUEST,
                            "there is no output '%s', but %s"
                                    .formatted(
                                            name,
                                            Arrays.stream(values())
                                                    .map(MaskOutput::word)
                                                    .toList())));
            if (outputs.contains(found)) {
                throw new RefusedException(Reason.BAD_REQUEST, "the output '%s' is named twice".formatted(name));
            }
            outputs.add(found);
        }
        return outputs;
    }

    /**
     * The outputs for some pictures.
     *
     * @param mostBytes their total limit
     * @throws RefusedException if they have more, the pictures' masks cannot be in one tensor, or the model has no
     *     probabilities
     */
    static List<Tensor> tensors(
            List<MaskOutput> outputs, List<Segmented> pictures, boolean atNetworkSize, long mostBytes)
            throws RefusedException {
        requireSmall(outputs, pictures, atNetworkSize, mostBytes);
        List<Mask> small = pictures.stream().map(Segmented::mask).toList();
        boolean enlarges = !atNetworkSize && outputs.stream().anyMatch(output -> output != PROBABILITIES);
        List<Mask> masks = enlarges ? small.stream().map(Mask::atFrameSize).toList() : small;
        List<Tensor> tensors = new ArrayList<>();
        for (MaskOutput output : outputs) {
            tensors.add(output == PROBABILITIES ? output.probabilities(small) : output.tensor(masks));
        }
        return tensors;
    }

    private static void requireSmall(
            List<MaskOutput> outputs, List<Segmented> pictures, boolean atNetworkSize, long mostBytes)
            throws RefusedException {
        long bytes = 0;
        for (MaskOutput output : outputs) {
            for (Segmented picture : pictures) {
                bytes += output.bytes(picture, atNetworkSize);
            }
        }
        if (bytes > mostBytes) {
            throw new RefusedException(
                    Reason.TOO_LARGE,
                    ("the outputs %s of %d pictures have %d bytes, but at most %d are answered;"
                                    + " send fewer pictures, ask for fewer outputs ('%s' has 4 bytes for each"
                                    + " class and pixel), or for small masks with the parameter %s = '%s'")
                            .formatted(
                                    outputs.stream().map(MaskOutput::word).toList(),
                                    pictures.size(),
                                    bytes,
                                    mostBytes,
                                    PROBABILITIES.word,
                                    InferRequest.SIZE,
                                    InferRequest.NETWORK));
        }
    }

    private long bytes(Segmented picture, boolean atNetworkSize) {
        Mask mask = picture.mask();
        if (this == PROBABILITIES) {
            return (long) datatype.size() * mask.classes().size() * mask.width() * mask.height();
        }
        return atNetworkSize
                ? (long) mask.width() * mask.height()
                : (long) picture.frame().width() * picture.frame().height();
    }

    private Tensor probabilities(List<Mask> masks) throws RefusedException {
        if (!masks.get(0).hasProbabilities()) {
            throw new RefusedException(
                    Reason.BAD_REQUEST,
                    "this model gives no '%s', only '%s' and '%s'".formatted(word, MASK.word, CONFIDENCE.word));
        }
        return tensor(masks);
    }

    private Tensor tensor(List<Mask> masks) throws RefusedException {
        Mask first = masks.get(0);
        for (Mask mask : masks) {
            if (mask.width() != first.width() || mask.height() != first.height()) {
                throw new RefusedException(
                        Reason.BAD_PICTURE,
                        ("pictures of %dx%d and %dx%d cannot have their masks in one tensor; send"
                                        + " them separately, or with the parameter %s = '%s'")
                                .formatted(
                                        first.width(),
                                        first.height(),
                                        mask.width(),
                                        mask.height(),
                                        InferRequest.SIZE,
                                        InferRequest.NETWORK));
            }
        }
        List<Long> shape = new ArrayList<>(List.of((long) masks.size()));
        if (this == PROBABILITIES) {
            shape.add((long) first.classes().size());
        }
        shape.add((long) first.height());
        shape.add((long) first.width());
        int length = (int) (shape.stream().skip(1).reduce(1L, Math::multiplyExact) * datatype.size());
        byte[] bytes = new byte[Math.multiplyExact(length, masks.size())];
        for (int i = 0; i < masks.size(); i++) {
            put(masks.get(i), ByteBuffer.wrap(bytes, i * length, length).slice());
        }
        return new Tensor(word, datatype, shape, bytes);
    }
}
