package dev.maskwright.exporter.card;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Recognises graphs that are not semantic segmentation by their inputs and outputs. */
final class OtherKinds {

    /** The channels of the prototypes from which YOLO's instance masks are composed. */
    private static final long PROTOTYPES = 32;

    private OtherKinds() {}

    /**
     * What kind of model a graph is, and why it cannot be used; empty if it may be a semantic segmentation.
     *
     * @param inputs those without a constant as default
     */
    static Optional<String> of(List<GraphValue> inputs, List<GraphValue> outputs) {
        if (has(inputs, "point_coords") || has(inputs, "point_labels") || has(outputs, "low_res_masks")) {
            return Optional.of(
                    "the mask decoder of Segment Anything: it outlines what points or boxes mark, and has no classes");
        }
        if (has(outputs, "image_embed")
                || (!outputs.isEmpty() && outputs.stream().allMatch(OtherKinds::isEmbedding))) {
            return Optional.of(
                    "an image encoder like that of Segment Anything: it gives features for a decoder, not classes");
        }
        if (has(outputs, "queries_logits") || (has(outputs, "pred_logits") && has(outputs, "pred_masks"))) {
            return Optional.of("a model of the MaskFormer family: it gives classes and masks of queries,"
                    + " which are combined outside the graph");
        }
        Optional<GraphValue> flat =
                outputs.stream().filter(output -> isFlattened(output, inputs)).findFirst();
        if (flat.isPresent()) {
            return Optional.of(("its output %s has the pixels of the picture in one row; export it without"
                            + " the last Reshape, as (N, classes, H, W)")
                    .formatted(flat.get()));
        }
        if (outputs.stream().anyMatch(output -> isBoxes(output, inputs))) {
            return Optional.of(
                    outputs.stream().anyMatch(output -> output.rank() == 4 && output.size(1) == PROTOTYPES)
                            ? "an instance segmentation of the YOLO family: it gives boxes and"
                                    + " mask coefficients, which are combined outside the graph"
                            : "a detector of the YOLO family: it gives boxes, not a class for each pixel");
        }
        if (has(outputs, "boxes") || has(outputs, "dets")) {
            return Optional.of("a detector: it gives boxes, not a class for each pixel");
        }
        if (!outputs.isEmpty() && outputs.stream().allMatch(output -> isOfThePicture(output, inputs))) {
            return Optional.of("a classifier: it gives numbers for the whole picture, not for each pixel");
        }
        return Optional.empty();
    }

    /** Whether one of its dimensions is as large as the number of pixels of the picture. */
    private static boolean isFlattened(GraphValue output, List<GraphValue> inputs) {
        if (inputs.isEmpty() || inputs.get(0).rank() != 4 || output.rank() > 3) {
            return false;
        }
        GraphValue input = inputs.get(0);
        int rows = input.size(3) == 3 ? 1 : 2;
        long pixels = input.size(rows) * input.size(rows + 1);
        return input.size(rows) > 1
                && input.size(rows + 1) > 1
                && output.shape().contains(pixels);
    }

    /** Whether it has a few numbers for the whole picture: (N, classes), and not (H, W). */
    private static boolean isOfThePicture(GraphValue output, List<GraphValue> inputs) {
        boolean isPlane = output.rank() == 2
                && !inputs.isEmpty()
                && inputs.get(0).rank() == 4
                && inputs.get(0).shape().containsAll(output.shape())
                && output.size(0) > 1
                && output.size(1) > 3;
        return output.rank() == 2 && !output.isWhole() && !isPlane;
    }

    private static boolean isEmbedding(GraphValue output) {
        return output.shape().equals(List.of(1L, 256L, 64L, 64L));
    }

    /** A row for each of many anchors, (N, 4 + classes, anchors) or (N, anchors, 5 + classes), and not a map. */
    private static boolean isBoxes(GraphValue output, List<GraphValue> inputs) {
        if (output.rank() != 3
                || output.isWhole()
                || inputs.isEmpty()
                || inputs.get(0).rank() != 4) {
            return false;
        }
        GraphValue input = inputs.get(0);
        int rows = input.size(3) == 3 ? 1 : 2;
        long inputHeight = input.size(rows);
        long inputWidth = input.size(rows + 1);
        long height = output.size(1);
        long width = output.size(2);
        if (height < 0 || width < 0 || inputHeight < 0 || inputWidth < 0) {
            return height > 4 && height * 8 < width; // among dynamic sizes, only odd ones can be recognised
        }
        double ratio = (double) height * inputWidth / ((double) width * inputHeight);
        return ratio < 0.8 || ratio > 1.25;
    }

    private static boolean has(List<GraphValue> values, String part) {
        return values.stream()
                .anyMatch(value -> value.name().toLowerCase(Locale.ROOT).contains(part));
    }
}
