package dev.maskwright.sdk.model;

import com.google.gson.JsonObject;
import dev.maskwright.sdk.model.Resampler.Filter;
import java.util.List;
import java.util.Optional;

/**
 * The description of a model, stored as JSON in the file's metadata under {@link #METADATA_KEY}.
 *
 * @param classes with ids 0..K-1 in this order
 * @param provenance where the model comes from: data set, recipe, metrics, licences, parity; kept unchanged
 * @param golden a small picture and its expected mask, if there is one
 */
public record ModelCard(
        String name,
        String version,
        String architecture,
        List<ClassLabel> classes,
        Input input,
        Normalization normalization,
        Outputs outputs,
        JsonObject provenance,
        Optional<Golden> golden) {

    /** The key of the card in the metadata of an ONNX file. */
    public static final String METADATA_KEY = "maskwright.card";

    /** The newest schema of the JSON that this version reads, and the one it writes. */
    public static final int SCHEMA = 1;

    /** The largest number of input pixels that one output pixel can stand for, horizontally and vertically. */
    private static final int MAX_STRIDE = 1024;

    /** Order of the dimensions of the input. */
    public enum Layout {
        NHWC,
        NCHW
    }

    /** Type of the elements of the input. */
    public enum PixelType {
        /** 0..255, which the graph normalises itself. */
        UINT8(1),
        FLOAT32(4),
        FLOAT16(2);

        private final int bytes;

        PixelType(int bytes) {
            this.bytes = bytes;
        }

        /** How many bytes an element has. */
        public int bytes() {
            return bytes;
        }
    }

    /** Order of the colours in the input. */
    public enum ChannelOrder {
        RGB,
        /** Blue first, as in networks of Caffe or of pictures read by OpenCV. */
        BGR
    }

    /** How a frame with another aspect ratio than the input is fitted. */
    public enum Fit {
        /** Width and height are scaled independently. */
        STRETCH,
        /** Both are scaled by the same factor; the rest is filled with black, in equal parts on both sides. */
        LETTERBOX
    }

    /**
     * The input of the network.
     *
     * @param name of the graph's input
     * @param width the width that frames are resized to, 1..{@link #MAX_SIDE}
     * @param height the height that frames are resized to, 1..{@link #MAX_SIDE}
     * @param multipleOf what width and height must be multiples of
     * @param dynamic whether the graph also accepts other widths and heights
     * @param channels the order of the colours
     */
    public record Input(
            String name,
            Layout layout,
            PixelType type,
            int width,
            int height,
            int multipleOf,
            boolean dynamic,
            Filter resize,
            Fit fit,
            ChannelOrder channels) {

        /** The largest width and height of the input, in pixels. */
        public static final int MAX_SIDE = 1 << 16;

        /** The largest input, in pixels: with three channels of floats it still fits into one Java buffer. */
        public static final int MAX_PIXELS = 1 << 26;

        public Input {
            if (name.isBlank()) {
                throw new IllegalArgumentException("the input has no name");
            }
            if (multipleOf < 1 || width < 1 || height < 1 || width % multipleOf != 0 || height % multipleOf != 0) {
                throw new IllegalArgumentException("width and height must be multiples of multipleOf, got %dx%d and %d"
                        .formatted(width, height, multipleOf));
            }
            if (width > MAX_SIDE || height > MAX_SIDE || (long) width * height > MAX_PIXELS) {
                throw new IllegalArgumentException(
                        ("width and height are at most %d, and %d pixels together, got %dx%d; larger "
                                        + "pictures are segmented by tiles")
                                .formatted(MAX_SIDE, MAX_PIXELS, width, height));
            }
        }

        /** An input of RGB. */
        public Input(
                String name,
                Layout layout,
                PixelType type,
                int width,
                int height,
                int multipleOf,
                boolean dynamic,
                Filter resize,
                Fit fit) {
            this(name, layout, type, width, height, multipleOf, dynamic, resize, fit, ChannelOrder.RGB);
        }

        /** The shape of a batch of this size. */
        public long[] shape(long batch) {
            return switch (layout) {
                case NHWC -> new long[] {batch, height, width, 3};
                case NCHW -> new long[] {batch, 3, height, width};
            };
        }

        /** The same input of another size. */
        public Input withSize(int newWidth, int newHeight) {
            return new Input(name, layout, type, newWidth, newHeight, multipleOf, dynamic, resize, fit, channels);
        }

        /** The same input with another fit. */
        public Input withFit(Fit newFit) {
            return new Input(name, layout, type, width, height, multipleOf, dynamic, resize, newFit, channels);
        }
    }

    /** The output of the network. */
    public sealed interface Outputs permits MaskOutputs, ClassIdsOutput, ScoresOutput {}

    /**
     * Class ids and confidences 0..255, both uint8 (N, H / stride, W / stride); class ids above 255 make the mask
     * uint16.
     *
     * @param mask name of the graph's output
     * @param confidence name of the graph's output
     * @param logits name of the graph's output with one score per class, float32 (N, K, H / stride, W / stride), if it
     *     has one
     * @param stride how many pixels of the input a pixel of the mask stands for, across and down
     */
    public record MaskOutputs(String mask, String confidence, Optional<String> logits, int stride) implements Outputs {

        public MaskOutputs {
            if (stride < 1) {
                throw new IllegalArgumentException("the stride of a mask is at least 1, got %d".formatted(stride));
            }
            requireAtMost("stride", stride);
        }

        /** A mask with one pixel per input pixel, without logits. */
        public MaskOutputs(String mask, String confidence) {
            this(mask, confidence, Optional.empty(), 1);
        }

        public MaskOutputs withLogits(String name) {
            return new MaskOutputs(mask, confidence, Optional.of(name), stride);
        }

        public MaskOutputs withStride(int newStride) {
            return new MaskOutputs(mask, confidence, logits, newStride);
        }
    }

    /**
     * One score per class: any real number; softmax turns the scores into probabilities.
     *
     * @param logits name of the graph's output
     * @param enlargement see {@link ScoresOutput#enlargement}
     * @param alignsCorners see {@link ScoresOutput#alignsCorners}
     * @param levels of an output of uint8; empty for floats
     */
    public record LogitsOutput(
            String logits, int enlargement, boolean alignsCorners, Layout layout, Optional<Levels> levels)
            implements ScoresOutput {

        public LogitsOutput {
            ScoresOutput.checkEnlargement(enlargement);
        }

        /** Logits as floats. */
        public LogitsOutput(String logits, int enlargement, boolean alignsCorners, Layout layout) {
            this(logits, enlargement, alignsCorners, layout, Optional.empty());
        }

        /** Logits (N, K, H, W) as floats. */
        public LogitsOutput(String logits, int enlargement, boolean alignsCorners) {
            this(logits, enlargement, alignsCorners, Layout.NCHW);
        }

        /** Logits with one mask pixel each. */
        public LogitsOutput(String logits) {
            this(logits, 1, false);
        }

        /** The same logits as uint8. */
        public LogitsOutput withLevels(Levels newLevels) {
            return new LogitsOutput(logits, enlargement, alignsCorners, layout, Optional.of(newLevels));
        }

        @Override
        public String output() {
            return logits;
        }
    }

    /**
     * A picture and the mask that the model gave for it on the machine that exported it.
     *
     * @param rgb interleaved RGB, {@code width * height * 3} bytes
     * @param classIds {@code maskWidth * maskHeight} bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // pixels; not meant to be compared
    public record Golden(int width, int height, byte[] rgb, int maskWidth, int maskHeight, byte[] classIds) {

        public Golden {
            if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
                throw new IllegalArgumentException(
                        "a picture of %dx%d cannot have %d bytes".formatted(width, height, rgb.length));
            }
            if (maskWidth < 1 || maskHeight < 1 || classIds.length != (long) maskWidth * maskHeight) {
                throw new IllegalArgumentException(
                        "a mask of %dx%d cannot have %d ids".formatted(maskWidth, maskHeight, classIds.length));
            }
        }
    }

    /** Starts the card of a third-party model. */
    public static ModelCardBuilder builder(String name) {
        return new ModelCardBuilder(name);
    }

    /** Checks that the parts fit together. */
    public ModelCard {
        classes = List.copyOf(classes);
        provenance = provenance.deepCopy();
        checkClasses(classes);
        checkForm(classes, input, outputs);
        if (normalization.mean().size() != 3) {
            throw new IllegalArgumentException("normalization needs 3 means and stds, for R, G and B, got %d"
                    .formatted(normalization.mean().size()));
        }
    }

    static void requireAtMost(String what, int found) {
        if (found > MAX_STRIDE) {
            throw new IllegalArgumentException("the %s is at most %d, got %d".formatted(what, MAX_STRIDE, found));
        }
    }

    static void checkClasses(List<ClassLabel> classes) {
        List<Integer> ids = classes.stream().map(ClassLabel::id).toList();
        for (int i = 0; i < ids.size(); i++) {
            if (ids.get(i) != i) {
                throw new IllegalArgumentException(
                        "class ids must be 0..%d in order, got %s".formatted(ids.size() - 1, ids));
            }
        }
        if (ids.size() < 2) {
            throw new IllegalArgumentException("a model needs at least 2 classes, got %d".formatted(ids.size()));
        }
    }

    static void checkForm(List<ClassLabel> classes, Input input, Outputs outputs) {
        if (outputs instanceof MaskOutputs masks
                && (input.width % masks.stride != 0 || input.height % masks.stride != 0)) {
            throw new IllegalArgumentException("an input of %dx%d gives no mask of stride %d; it must divide both"
                    .formatted(input.width, input.height, masks.stride));
        }
        if (outputs instanceof ForegroundOutput && classes.size() != 2) {
            throw new IllegalArgumentException(
                    ("an output of one number per pixel distinguishes 2 classes, background and "
                                    + "foreground in this order; got %d classes")
                            .formatted(classes.size()));
        }
    }

    /** A copy; a card does not change. */
    @Override
    public JsonObject provenance() {
        return provenance.deepCopy();
    }

    /** The same card with another input. */
    public ModelCard withInput(Input newInput) {
        return new ModelCard(
                name, version, architecture, classes, newInput, normalization, outputs, provenance, golden);
    }

    /** The same card with another output. */
    public ModelCard withOutputs(Outputs newOutputs) {
        return new ModelCard(
                name, version, architecture, classes, input, normalization, newOutputs, provenance, golden);
    }

    /** The same card with another provenance. */
    public ModelCard withProvenance(JsonObject newProvenance) {
        return new ModelCard(
                name, version, architecture, classes, input, normalization, outputs, newProvenance, golden);
    }

    /** The same card with this golden sample. */
    public ModelCard withGolden(Golden newGolden) {
        return new ModelCard(
                name,
                version,
                architecture,
                classes,
                input,
                normalization,
                outputs,
                provenance,
                Optional.of(newGolden));
    }

    /**
     * Reads a card. Unknown fields are ignored.
     *
     * @param source the card's name in error messages: the file it comes from
     * @throws ModelFormatException if it is not JSON, written for a newer SDK, or has faults: all of them are named
     */
    public static ModelCard parse(String json, String source) {
        return CardReader.read(json, source);
    }

    /** The card as JSON, which {@link #parse} reads. */
    public String toJson() {
        return CardWriter.write(this);
    }
}
