package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.model.ModelCard.ChannelOrder;
import dev.maskwright.sdk.model.ModelCard.Input;
import dev.maskwright.sdk.model.ModelCard.Layout;
import dev.maskwright.sdk.model.ModelCard.PixelType;
import dev.maskwright.sdk.model.Normalization;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/**
 * Writes inputs of any layout and type, element by element. {@link PixelsWriter} and {@link PlanesWriter} are faster
 * for the common ones.
 */
final class ElementsWriter implements InputWriter {

    private final PixelType type;
    private final ByteBuffer bytes;
    private final ShortBuffer halves;
    private final FloatBuffer floats;
    private final float[][] values = new float[3][256];
    private final short[][] halfValues = new short[3][256];
    private final int[] channels;
    private final int imageElements;
    private final int betweenChannels;
    private final int betweenPixels;

    /** @param tensor of the size of the input */
    ElementsWriter(ByteBuffer tensor, Input input, Normalization normalization) {
        type = input.type();
        bytes = tensor;
        halves = tensor.asShortBuffer();
        floats = tensor.asFloatBuffer();
        channels = input.channels() == ChannelOrder.BGR ? new int[] {2, 1, 0} : new int[] {0, 1, 2};
        int pixels = input.width() * input.height();
        boolean isPlanar = input.layout() == Layout.NCHW;
        imageElements = 3 * pixels;
        betweenChannels = isPlanar ? pixels : 1;
        betweenPixels = isPlanar ? 1 : 3;
        for (int c = 0; c < 3; c++) {
            for (int v = 0; v < 256; v++) {
                values[c][v] = normalization.of(c, v);
                halfValues[c][v] = Half.of(values[c][v]);
            }
        }
    }

    @Override
    public InputWriter twin() {
        return this; // it has no scratch memory
    }

    @Override
    public void write(int image, int first, int step, int count, int[] colours) {
        for (int c = 0; c < 3; c++) {
            int at = image * imageElements + channels[c] * betweenChannels + first * betweenPixels;
            int stride = step * betweenPixels;
            int from = c * count;
            switch (type) {
                case UINT8 -> {
                    for (int i = 0; i < count; i++) {
                        bytes.put(at + i * stride, (byte) colours[from + i]);
                    }
                }
                case FLOAT32 -> {
                    for (int i = 0; i < count; i++) {
                        floats.put(at + i * stride, values[c][colours[from + i]]);
                    }
                }
                case FLOAT16 -> {
                    for (int i = 0; i < count; i++) {
                        halves.put(at + i * stride, halfValues[c][colours[from + i]]);
                    }
                }
            }
        }
    }
}
