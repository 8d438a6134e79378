package dev.maskwright.sdk.graph;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.internal.preprocess.FramePreparer;
import dev.maskwright.sdk.internal.preprocess.PixelsWriter;
import dev.maskwright.sdk.internal.preprocess.PlanesWriter;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.Input;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Makes the input of a model from a picture exactly as a {@link dev.maskwright.sdk.Segmenter} does. One picture at a
 * time: each overwrites the one before.
 */
public final class PictureInput {

    private final FramePreparer preparer;
    private final GraphInput tensor;

    private PictureInput(FramePreparer preparer, GraphInput tensor) {
        this.preparer = preparer;
        this.tensor = tensor;
    }

    /**
     * For one picture at the size that the card says: {@code (1, H, W, 3)} of uint8, or {@code (1, 3, H, W)} of
     * float32.
     */
    public static PictureInput of(ModelCard card) {
        Input input = card.input();
        int width = input.width();
        int height = input.height();
        boolean isBytes = input.type() == ModelCard.PixelType.UINT8;
        ByteBuffer data = ByteBuffer.allocateDirect(3 * width * height * (isBytes ? 1 : Float.BYTES))
                .order(ByteOrder.nativeOrder());
        return isBytes
                ? new PictureInput(
                        new FramePreparer(input, new PixelsWriter(data, width, height)),
                        GraphInput.ofBytes(data, 1, height, width, 3))
                : new PictureInput(
                        new FramePreparer(
                                input, new PlanesWriter(data.asFloatBuffer(), width, height, card.normalization())),
                        GraphInput.ofFloats(data, 1, 3, height, width));
    }

    /** The tensor with a picture in it: the same tensor each time. */
    public GraphInput of(Frame picture) {
        preparer.prepare(picture, 0);
        return tensor;
    }
}
