package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.ChannelOrder;
import dev.maskwright.sdk.model.ModelCard.Input;
import dev.maskwright.sdk.model.ModelCard.Layout;
import dev.maskwright.sdk.model.ModelCard.PixelType;
import java.nio.ByteBuffer;

/** Writes pixels to the input of a network, in its layout and type. For one thread at a time. */
public sealed interface InputWriter permits PixelsWriter, PlanesWriter, ElementsWriter {

    /**
     * The writer for the input of a card.
     *
     * @param tensor the bytes of a batch of inputs, in native order
     */
    static InputWriter of(ModelCard card, ByteBuffer tensor) {
        Input input = card.input();
        boolean isRgb = input.channels() == ChannelOrder.RGB;
        if (isRgb && input.layout() == Layout.NHWC && input.type() == PixelType.UINT8) {
            return new PixelsWriter(tensor, input.width(), input.height());
        } else if (isRgb && input.layout() == Layout.NCHW && input.type() == PixelType.FLOAT32) {
            return new PlanesWriter(tensor.asFloatBuffer(), input.width(), input.height(), card.normalization());
        }
        return new ElementsWriter(tensor, input, card.normalization());
    }

    /**
     * Writes pixels at equal distances in the image.
     *
     * @param image which image of the batch
     * @param first the index of the first pixel in the image, row by row
     * @param step the index difference from one pixel to the next; may be negative
     * @param colours {@code count} numbers 0..255 of red, then of green, then of blue
     */
    void write(int image, int first, int step, int count, int[] colours);

    /** A writer to the same tensor for another thread, which may concurrently write other pixels. */
    InputWriter twin();
}
