package dev.maskwright.trainer.recipe;

/**
 * The batches of a training step.
 *
 * @param size number of images that go through the network together
 * @param accumulate number of batches whose gradients are averaged for one step; without batch norm and with equally
 *     many counted pixels in each batch, this equals one batch of all their images
 * @param cropWidth of the training crops, in pixels, a multiple of the network's stride; crops smaller than the input
 *     take less time per step, and {@code augmentation.crop.area} says how much of a picture they show
 * @param cropHeight likewise
 * @param workers threads that prepare batches; their number does not affect the result
 */
public record BatchSettings(int size, int accumulate, int cropWidth, int cropHeight, int workers) {

    public BatchSettings {
        Bounds.requirePositive("batch.size", size);
        Bounds.requirePositive("batch.accumulate", accumulate);
        Bounds.requirePositive("batch.cropWidth", cropWidth);
        Bounds.requirePositive("batch.cropHeight", cropHeight);
        Bounds.requirePositive("batch.workers", workers);
    }

    /** 16 crops of 224x224, and a step for each batch. */
    public static BatchSettings defaults() {
        return new BatchSettings(16, 1, 224, 224, 1);
    }

    public BatchSettings withSize(int changed) {
        return new BatchSettings(changed, accumulate, cropWidth, cropHeight, workers);
    }

    public BatchSettings withAccumulate(int changed) {
        return new BatchSettings(size, changed, cropWidth, cropHeight, workers);
    }

    public BatchSettings withCrop(int newWidth, int newHeight) {
        return new BatchSettings(size, accumulate, newWidth, newHeight, workers);
    }

    public BatchSettings withWorkers(int changed) {
        return new BatchSettings(size, accumulate, cropWidth, cropHeight, changed);
    }
}
