package dev.maskwright.sdk.graph;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.internal.preprocess.FramePreparer;
import dev.maskwright.sdk.internal.preprocess.InputWriter;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.Input;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Makes the input of a model from a picture exactly as a {@link dev.maskwright.sdk.Segmenter} does. One picture at a
 * time: each overwrites the previous one.
 */
public final class PictureInput {

    private final FramePreparer preparer;
    private final GraphInput tensor;
    private final int batch;

    private PictureInput(FramePreparer preparer, GraphInput tensor, int batch) {
        this.preparer = preparer;
        this.tensor = tensor;
        this.batch = batch;
    }

    /** For one picture at the size that the card says, in the layout and type of the card's input. */
    public static PictureInput of(ModelCard card) {
        return of(card, 1);
    }

    /** The same for a graph that may have a fixed batch size: each image of the batch is the same picture. */
    public static PictureInput of(ModelCard card, GraphSession session) {
        List<Long> shape = session.inputs().getOrDefault(card.input().name(), List.of(1L));
        return of(card, shape.isEmpty() ? 1 : (int) Math.max(1, shape.get(0)));
    }

    private static PictureInput of(ModelCard card, int batch) {
        Input input = card.input();
        int pixels = Math.multiplyExact(batch, 3 * input.width() * input.height());
        ByteBuffer data = ByteBuffer.allocateDirect(
                        Math.multiplyExact(pixels, input.type().bytes()))
                .order(ByteOrder.nativeOrder());
        return new PictureInput(
                new FramePreparer(input, InputWriter.of(card, data), null),
                GraphInput.of(input.type(), data, input.shape(batch)),
                batch);
    }

    /** The tensor with a picture written into it: the same tensor each time. */
    public GraphInput of(Frame picture) {
        for (int i = 0; i < batch; i++) {
            preparer.prepare(picture, i);
        }
        return tensor;
    }
}
