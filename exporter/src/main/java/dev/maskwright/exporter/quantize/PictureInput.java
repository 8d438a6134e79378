package dev.maskwright.exporter.quantize;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.maskwright.sdk.Frame;
import dev.maskwright.sdk.ModelCard;
import dev.maskwright.sdk.ModelCard.Input;
import dev.maskwright.sdk.internal.preprocess.FramePreparer;
import dev.maskwright.sdk.internal.preprocess.PixelsWriter;
import dev.maskwright.sdk.internal.preprocess.PlanesWriter;
import dev.maskwright.sdk.internal.session.OnnxEnvironment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Makes the input of a model from a picture, with the SDK's own code; one picture at a time. */
final class PictureInput {

    private final Input input;
    private final ByteBuffer bytes;
    private final FramePreparer preparer;

    PictureInput(ModelCard card) {
        input = card.input();
        int width = input.width();
        int height = input.height();
        int size = 3 * width * height * (isBytes() ? 1 : Float.BYTES);
        bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
        preparer = new FramePreparer(
                input,
                isBytes()
                        ? new PixelsWriter(bytes, width, height)
                        : new PlanesWriter(bytes.asFloatBuffer(), width, height, card.normalization()));
    }

    /** The input; the caller closes the tensor before asking for the next. */
    OnnxTensor of(Frame picture) throws OrtException {
        preparer.prepare(picture, 0);
        int width = input.width();
        int height = input.height();
        return isBytes()
                ? OnnxTensor.createTensor(
                        OnnxEnvironment.get(), bytes, new long[] {1, height, width, 3}, OnnxJavaType.UINT8)
                : OnnxTensor.createTensor(
                        OnnxEnvironment.get(), bytes.asFloatBuffer(), new long[] {1, 3, height, width});
    }

    private boolean isBytes() {
        return input.type() == ModelCard.PixelType.UINT8;
    }
}
