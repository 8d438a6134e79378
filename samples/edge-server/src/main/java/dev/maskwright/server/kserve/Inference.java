package dev.maskwright.server.kserve;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.frame.Plane;
import dev.maskwright.server.engine.EncodedPicture;
import dev.maskwright.server.engine.Engine;
import dev.maskwright.server.engine.Limits;
import dev.maskwright.server.engine.ModelSlot;
import dev.maskwright.server.engine.Picture;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import dev.maskwright.server.engine.Reply;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The models as seen by KServe clients. One of two inputs is given: {@code image}, pictures as files, or {@code
 * pixels}, RGB pictures of one size. The usual outputs are {@code mask}, a class per pixel, and {@code confidence},
 * 0..255, both of the pictures' size.
 */
final class Inference {

    static final String IMAGE = "image";
    static final String PIXELS = "pixels";

    private final Engine engine;

    Inference(Engine engine) {
        this.engine = engine;
    }

    /**
     * The model for a name and a version.
     *
     * @param version empty for any
     * @throws RefusedException if there is none
     */
    ModelSlot model(String name, String version) throws RefusedException {
        ModelSlot slot = engine.models().slot(name);
        String found = slot.version().version();
        if (!version.isEmpty() && !version.equals(found)) {
            throw new RefusedException(
                    Reason.UNKNOWN_MODEL,
                    "model '%s' has no version '%s', only '%s'; name none for the one in use"
                            .formatted(name, version, found));
        }
        return slot;
    }

    /** Makes an answer of the outputs, on the worker's thread. */
    @FunctionalInterface
    interface Writing<T> {

        /**
         * Writes them.
         *
         * @throws RefusedException if they cannot be written in this form
         */
        T write(List<Tensor> outputs) throws RefusedException;
    }

    /** @throws RefusedException if the request cannot be understood, or there is no room for it */
    <T> Reply<T> infer(InferRequest request, Writing<T> writing) throws RefusedException {
        ModelSlot model = model(request.model(), request.version());
        List<MaskOutput> outputs = MaskOutput.named(request.outputs());
        List<Picture> pictures = pictures(request.inputs(), engine.limits());
        long mostBytes = mostBytes(engine.limits());
        return engine.segment(
                model,
                pictures,
                done -> writing.write(MaskOutput.tensors(outputs, done, request.atNetworkSize(), mostBytes)));
    }

    /** As large as a request, and at least large enough for masks and confidences of all accepted pixels. */
    private static long mostBytes(Limits limits) {
        return Math.max(limits.bytes(), 2 * limits.pixels());
    }

    private static List<Picture> pictures(List<Tensor> inputs, Limits limits) throws RefusedException {
        if (inputs.size() != 1) {
            throw new RefusedException(
                    Reason.BAD_REQUEST,
                    "one input is needed, '%s' or '%s', got %s"
                            .formatted(
                                    IMAGE,
                                    PIXELS,
                                    inputs.stream().map(Tensor::name).toList()));
        }
        Tensor input = inputs.get(0);
        return switch (input.name()) {
            case IMAGE -> files(input, limits);
            case PIXELS -> pixels(input, limits);
            default ->
                throw new RefusedException(
                        Reason.BAD_REQUEST,
                        "there is no input '%s', but '%s' and '%s'".formatted(input.name(), IMAGE, PIXELS));
        };
    }

    private static List<Picture> files(Tensor input, Limits limits) throws RefusedException {
        require(
                input,
                Datatype.BYTES,
                input.shape().size() == 1 || input.shape().size() == 2,
                "[N]");
        List<byte[]> strings = input.strings(limits.pictures());
        List<Picture> pictures = new ArrayList<>(strings.size());
        for (int i = 0; i < strings.size(); i++) {
            pictures.add(new EncodedPicture(strings.get(i), "picture %d of '%s'".formatted(i, IMAGE)));
        }
        return pictures;
    }

    private static List<Picture> pixels(Tensor input, Limits limits) throws RefusedException {
        List<Long> shape = input.shape();
        require(input, Datatype.UINT8, shape.size() == 4 && shape.get(3) == 3, "[N, height, width, 3]");
        int height = shape.get(1).intValue();
        int width = shape.get(2).intValue();
        List<Picture> pictures = new ArrayList<>();
        Tensor.requireFew(input.name(), shape.get(0), limits.pictures()); // pictures without pixels have no bytes
        for (int i = 0; i < shape.get(0); i++) {
            pictures.add(new RgbPicture(input.bytes(), i, width, height));
        }
        return pictures;
    }

    private static void require(Tensor input, Datatype datatype, boolean fits, String shape) throws RefusedException {
        if (input.datatype() != datatype || !fits) {
            throw new RefusedException(
                    Reason.BAD_REQUEST,
                    "'%s' must be %s of shape %s, got %s of %s"
                            .formatted(input.name(), datatype, shape, input.datatype(), input.shape()));
        }
    }

    /** One of several pictures in a tensor. */
    private record RgbPicture(byte[] all, int index, int width, int height) implements Picture {

        @Override
        public Frame frame(Limits limits) throws RefusedException {
            limits.check(width, height);
            if (width < 1 || height < 1) {
                throw new RefusedException(
                        Reason.BAD_PICTURE, "a picture of %dx%d has no pixels".formatted(width, height));
            }
            int length = width * height * 3;
            return Frame.rgb(Plane.of(ByteBuffer.wrap(all, index * length, length)), width, height);
        }
    }
}
