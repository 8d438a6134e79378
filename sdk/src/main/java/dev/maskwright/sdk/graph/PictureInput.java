package dev.maskwright.sdk.graph;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.internal.preprocess.FramePreparer;
import dev.maskwright.sdk.internal.preprocess.InputWriter;
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

    /** For one picture at the size that the card says, in the layout and type of the card's input. */
    public static PictureInput of(ModelCard card) {
        Input input = card.input();
        ByteBuffer data = ByteBuffer.allocateDirect(Math.multiplyExact(
                        3 * input.width() * input.height(), input.type().bytes()))
                .order(ByteOrder.nativeOrder());
        return new PictureInput(
                new FramePreparer(input, InputWriter.of(card, data)),
                GraphInput.of(input.type(), data, input.shape(1)));
    }

    /** The tensor with a picture in it: the same tensor each time. */
    public GraphInput of(Frame picture) {
        preparer.prepare(picture, 0);
        return tensor;
    }
}
