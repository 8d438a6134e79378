package dev.maskwright.exporter.quantize;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.maskwright.sdk.Frame;
import dev.maskwright.sdk.ModelCard;
import dev.maskwright.sdk.ModelCard.Input;
import dev.maskwright.sdk.internal.preprocess.FrameResizer;
import dev.maskwright.sdk.internal.preprocess.Planes;
import dev.maskwright.sdk.internal.session.OnnxEnvironment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Makes the input of a model from a picture, as the SDK does; one picture at a time. */
final class PictureInput {

    private final Input input;
    private final FrameResizer resizer;
    private final Planes planes;
    private final ByteBuffer bytes;

    PictureInput(ModelCard card) {
        input = card.input();
        resizer = new FrameResizer(input.width(), input.height(), input.resize());
        planes = new Planes(card.normalization());
        bytes = ByteBuffer.allocateDirect(3 * Float.BYTES * input.width() * input.height())
                .order(ByteOrder.nativeOrder());
    }

    /** The input; the caller closes the tensor before asking for the next. */
    OnnxTensor of(Frame picture) throws OrtException {
        byte[] rgb = resizer.resize(picture);
        OnnxTensor tensor =
                switch (input.type()) {
                    case UINT8 ->
                        OnnxTensor.createTensor(
                                OnnxEnvironment.get(),
                                bytes.clear().put(rgb).flip(),
                                new long[] {1, input.height(), input.width(), 3},
                                OnnxJavaType.UINT8);
                    case FLOAT32 -> {
                        FloatBuffer floats = bytes.clear().asFloatBuffer();
                        planes.write(rgb, floats, 0);
                        yield OnnxTensor.createTensor(
                                OnnxEnvironment.get(), floats.rewind(), new long[] {1, 3, input.height(), input.width()
                                });
                    }
                };
        return tensor;
    }
}
