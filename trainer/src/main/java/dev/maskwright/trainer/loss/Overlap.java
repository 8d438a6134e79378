package dev.maskwright.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.maskwright.trainer.net.TorchFunction;

/**
 * The overlap of the probabilities of each class with its pixels, over the whole batch, without ignored pixels.
 *
 * @param both the sum of a class's probability over its own pixels, (K)
 * @param predicted the sum of its probability over all pixels, (K)
 * @param labelled the number of its pixels, (K)
 */
record Overlap(LabelledLogits batch, NDArray both, NDArray predicted, NDArray labelled) {

    private static final double LEAST_SCORE = 1e-7;

    /**
     * Of probabilities and class ids: the sum of each class's probability over its own pixels, (K). The probability of
     * a pixel's own class is gathered, (N * H * W), and added to the sum of its class, or to an extra one for ignored
     * pixels; in float64, since these sums reach millions.
     */
    private static final TorchFunction BOTH = new TorchFunction("p: Tensor, ids: Tensor", """
            classes = torch.size(p, 1)
            own = torch.gather(p, 1, torch.unsqueeze(torch.clamp(ids, 0, classes - 1), 1))
            sums = torch.new_zeros(p, [classes + 1], dtype=7)
            index = torch.flatten(torch.clamp(ids, 0, classes))
            return torch.to(torch.slice(torch.index_add(sums, 0, index, torch.to(torch.flatten(own), 7)), 0, 0, classes), p)
            """);

    static Overlap of(LabelledLogits batch) {
        NDArray probabilities = batch.probabilities();
        NDArray both = BOTH.apply(probabilities, batch.classIds());
        return new Overlap(batch, both, batch.sumOverPixels(probabilities), batch.pixels());
    }

    /** {@code (part + smooth) / (whole + smooth)} for each class. */
    NDArray score(NDArray part, NDArray whole, double smooth) {
        NDArray top = part;
        NDArray bottom = whole;
        if (smooth > 0) {
            top = part.add(batch.number(smooth));
            bottom = whole.add(batch.number(smooth));
        }
        return top.div(bottom.add(batch.tiny()));
    }

    /** The mean loss of the classes, without those that have no pixel in the batch. */
    NDArray loss(NDArray scores, OverlapOptions options) {
        NDArray shares = batch.typed(labelled.gt(0));
        if (!options.weights().values().isEmpty()) {
            shares = shares.mul(batch.perClass(options.weights(), new Shape(batch.classes())));
        }
        NDArray all = shares.sum();
        NDArray lost = options.logarithm()
                ? scores.maximum(batch.number(LEAST_SCORE))
                        .log()
                        .mul(shares)
                        .sum()
                        .neg()
                : all.sub(scores.mul(shares).sum());
        return lost.div(all.add(batch.tiny()));
    }
}
