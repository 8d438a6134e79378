package dev.maskwright.exporter.card;

import dev.maskwright.exporter.graph.GraphIndex;
import dev.maskwright.exporter.graph.InputSizes;
import dev.maskwright.models.weights.Float16;
import dev.maskwright.sdk.graph.GraphInput;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelCard.Layout;
import dev.maskwright.sdk.model.ModelCard.PixelType;
import dev.maskwright.sdk.model.ModelFormatException;
import dev.maskwright.sdk.model.Normalization;
import dev.maskwright.sdk.model.Resampler.Filter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

/**
 * What a graph says about its input.
 *
 * @param batch the number of pictures that it takes; 0 for any number
 */
record DraftedInput(
        String name,
        Layout layout,
        PixelType type,
        int batch,
        int width,
        int height,
        boolean isDynamic,
        Normalization normalization) {

    /** If the graph takes any size and the caller gives none. */
    private static final int SIDE = 512;

    private static final int COLOURS = 3;

    /** @param layout one of {@link #layouts} */
    static DraftedInput of(
            GraphValue input,
            Layout layout,
            GraphIndex index,
            CardHints hints,
            List<String> found,
            List<String> guessed) {
        InputSizes.fault(input.shape()).ifPresent(fault -> {
            throw new ModelFormatException("input %s: %s".formatted(input, fault));
        });
        PixelType type =
                switch (input.type()) {
                    case UINT8 -> PixelType.UINT8;
                    case FLOAT -> PixelType.FLOAT32;
                    case FLOAT16 -> PixelType.FLOAT16;
                    default ->
                        throw new ModelFormatException(("input %s: the SDK supplies uint8, float32 or float16; export"
                                        + " the model with one of these")
                                .formatted(input));
                };
        found.add("input: %s, %s".formatted(input, layout));
        int rows = layout == Layout.NCHW ? 2 : 1;
        int height = side("height", input.size(rows), hints.height());
        int width = side("width", input.size(rows + 1), hints.width());
        boolean isDynamic = input.size(rows) == GraphValue.ANY && input.size(rows + 1) == GraphValue.ANY;
        if (hints.width() == 0 && (input.size(rows) == GraphValue.ANY || input.size(rows + 1) == GraphValue.ANY)) {
            guessed.add("size: the graph accepts any, so %dx%d was chosen; the size used in training is best"
                    .formatted(width, height));
        }
        if (hints.channels() == ModelCard.ChannelOrder.RGB) {
            guessed.add("colours: red first; networks from Caffe, and those trained on pictures read by"
                    + " OpenCV, expect blue first");
        }
        int batch = (int) Math.max(0, input.size(0));
        Normalization normalization = normalization(type, GraphBegin.of(input.name(), index), hints, found, guessed);
        return new DraftedInput(input.name(), layout, type, batch, width, height, isDynamic, normalization);
    }

    /**
     * The possible layouts, the most likely first: if all sizes are dynamic, running the graph shows which one it is.
     */
    static List<Layout> layouts(GraphValue input) {
        if (input.rank() == 4 && (input.size(1) == COLOURS || input.size(3) == COLOURS)) {
            return List.of(input.size(1) == COLOURS ? Layout.NCHW : Layout.NHWC);
        }
        if (input.rank() == 4 && input.size(1) == GraphValue.ANY && input.size(3) == GraphValue.ANY) {
            return List.of(Layout.NCHW, Layout.NHWC);
        }
        throw new ModelFormatException("input %s: a picture is (N, 3, H, W) or (N, H, W, 3)%s"
                .formatted(
                        input,
                        input.rank() == 4
                                ? "; this graph expects channels other than red, green and blue,"
                                        + " which the SDK does not supply"
                                : input.rank() == 0
                                        ? "; export it with the sizes of its input"
                                        : "; export it with one dimension for pictures and one for the three colours"));
    }

    private static int side(String name, long size, int wanted) {
        if (size != GraphValue.ANY && wanted != 0 && wanted != size) {
            throw new IllegalArgumentException(
                    "a %s of %d was given, but the graph only takes %d".formatted(name, wanted, size));
        }
        return size != GraphValue.ANY ? Math.toIntExact(size) : wanted != 0 ? wanted : SIDE;
    }

    private static Normalization normalization(
            PixelType type, GraphBegin begin, CardHints hints, List<String> found, List<String> guessed) {
        if (hints.normalization().isPresent()) {
            return hints.normalization().get();
        }
        if (type == PixelType.UINT8) {
            return Normalization.none(); // which is ignored
        }
        if (begin.normalizes()) {
            found.add("the graph begins with its own normalization, %s"
                    .formatted(
                            begin.takesBytes() ? "of pixels of 0..255" : "of pixels of 0..1, judging by its numbers"));
            guessed.add("normalization: none, because the graph does it; it is given pixels of 0..%d"
                    .formatted(begin.takesBytes() ? 255 : 1));
            return begin.takesBytes()
                    ? Normalization.of(List.of(0f, 0f, 0f), List.of(1f, 1f, 1f), 255)
                    : Normalization.none();
        }
        guessed.add("normalization: that of ImageNet; a graph does not say how pictures were"
                + " normalised in training, so compare it with the training code, and try it on a"
                + " picture");
        return Normalization.imageNet();
    }

    ModelCard.Input toCard(CardHints hints) {
        return new ModelCard.Input(
                name, layout, type, width, height, 1, isDynamic, Filter.BILINEAR, hints.fit(), hints.channels());
    }

    /** The input shape that the graph is run with. */
    List<Long> shape() {
        long pictures = Math.max(1, batch);
        return layout == Layout.NCHW
                ? List.of(pictures, (long) COLOURS, (long) height, (long) width)
                : List.of(pictures, (long) height, (long) width, (long) COLOURS);
    }

    /** Noise pixels of all values, normalised as the card says; always the same. */
    GraphInput noise() {
        List<Long> sizes = shape();
        long elements = sizes.stream().reduce(1L, Math::multiplyExact);
        ByteBuffer data = ByteBuffer.allocateDirect(Math.toIntExact(Math.multiplyExact(elements, type.bytes())))
                .order(ByteOrder.nativeOrder());
        Random random = new Random(1);
        long plane = (long) width * height;
        for (int i = 0; i < elements; i++) {
            int pixel = random.nextInt(256);
            int channel = (int) (layout == Layout.NCHW ? i / plane % COLOURS : i % COLOURS);
            float value = (pixel / 255f - normalization.mean().get(channel))
                    / normalization.std().get(channel);
            switch (type) {
                case UINT8 -> data.put(i, (byte) pixel);
                case FLOAT32 -> data.putFloat(4 * i, value);
                case FLOAT16 -> data.putShort(2 * i, Float16.toBits(value));
            }
        }
        return GraphInput.of(
                type, data, sizes.stream().mapToLong(Long::longValue).toArray());
    }
}
