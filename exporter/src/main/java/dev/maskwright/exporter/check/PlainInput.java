package dev.maskwright.exporter.check;

import dev.maskwright.models.weights.Float16;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.graph.GraphInput;
import dev.maskwright.sdk.graph.GraphSession;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.ChannelOrder;
import dev.maskwright.sdk.model.ModelCard.Layout;
import dev.maskwright.sdk.model.ModelCard.PixelType;
import dev.maskwright.sdk.model.ModelFormatException;
import dev.maskwright.sdk.model.Normalization;
import dev.maskwright.sdk.model.Resampler;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The input of a model by the plain path: a whole picture converted to RGB, stretched and normalised. Apart from the
 * resampling it shares no code with a segmenter's preprocessing, so that the two can be checked against each other. For
 * one thread at a time.
 */
final class PlainInput {

    private final ModelCard card;
    private final int batch;
    private final ByteBuffer data;
    private final GraphInput tensor;
    private byte[] pixels = new byte[0];

    /** @param batch how often each picture is repeated */
    PlainInput(ModelCard card, int batch) {
        this.card = card;
        this.batch = batch;
        ModelCard.Input input = card.input();
        int elements = Math.multiplyExact(batch, 3 * input.width() * input.height());
        data = ByteBuffer.allocateDirect(Math.multiplyExact(input.type().bytes(), elements))
                .order(ByteOrder.nativeOrder());
        tensor = GraphInput.of(input.type(), data, input.shape(batch));
    }

    /** The number of images in each run of a graph: one, unless the graph requires several. */
    static int batch(GraphSession session, ModelCard card) {
        List<Long> shape = session.inputs().get(card.input().name());
        if (shape == null) {
            throw new ModelFormatException("the input '%s' of the card is not among the graph's %s"
                    .formatted(card.input().name(), session.inputs().keySet()));
        }
        return (int) Math.max(1, shape.get(0));
    }

    /** Puts a picture in. */
    void put(Frame picture) {
        ModelCard.Input input = card.input();
        pixels = Resampler.resize(
                picture.rgb(), picture.width(), picture.height(), 3, input.resize(), input.width(), input.height());
        boolean isRgb = input.channels() == ChannelOrder.RGB;
        if (isRgb && input.type() == PixelType.UINT8 && input.layout() == Layout.NHWC) {
            for (int i = 0; i < batch; i++) {
                data.put(i * pixels.length, pixels);
            }
            return;
        }
        float[] planes = planes();
        if (isRgb && input.type() == PixelType.FLOAT32 && input.layout() == Layout.NCHW) {
            for (int i = 0; i < batch; i++) {
                data.asFloatBuffer().put(i * planes.length, planes);
            }
            return;
        }
        putOneByOne(planes);
    }

    /** Into an input of any layout, type and order. */
    private void putOneByOne(float[] planes) {
        ModelCard.Input input = card.input();
        int pixelCount = input.width() * input.height();
        boolean isPlanar = input.layout() == Layout.NCHW;
        for (int image = 0; image < batch; image++) {
            for (int i = 0; i < planes.length; i++) {
                int pixel = i % pixelCount;
                int colour = i / pixelCount;
                int channel = input.channels() == ChannelOrder.BGR ? 2 - colour : colour;
                int at = isPlanar ? channel * pixelCount + pixel : 3 * pixel + channel;
                put(image * planes.length + at, pixels[3 * pixel + colour], planes[i]);
            }
        }
    }

    private void put(int element, byte stored, float normalized) {
        switch (card.input().type()) {
            case UINT8 -> data.put(element, stored);
            case FLOAT32 -> data.putFloat(4 * element, normalized);
            case FLOAT16 -> data.putShort(2 * element, Float16.toBits(normalized));
        }
    }

    /** The last input, for the graph; always the same tensor. */
    GraphInput tensor() {
        return tensor;
    }

    /** The last input as normalised planes (3, H, W). */
    float[] planes() {
        Normalization normalization = card.normalization();
        float[] image = new float[pixels.length];
        int plane = pixels.length / 3;
        for (int channel = 0; channel < 3; channel++) {
            float mean = normalization.mean().get(channel);
            float std = normalization.std().get(channel);
            for (int i = 0; i < plane; i++) {
                image[channel * plane + i] = ((pixels[3 * i + channel] & 0xff) / 255f - mean) / std;
            }
        }
        return image;
    }
}
