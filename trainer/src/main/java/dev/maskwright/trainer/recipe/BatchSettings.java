package dev.maskwright.trainer.recipe;

/**
 * What a step learns from.
 *
 * @param size images that go through the network together
 * @param accumulate batches whose gradients are averaged for one step; without batch norm and where each batch has as
 *     many counted pixels, it is as one batch of all their images
 * @param cropWidth of the crops that are trained on, in pixels, a multiple of the network's stride; smaller crops than
 *     the input take less time a step, and {@code augmentation.crop.area} says how much of a picture they show
 * @param cropHeight likewise
 * @param workers threads that prepare batches; their number does not change what is learned
 */
public record BatchSettings(int size, int accumulate, int cropWidth, int cropHeight, int workers) {

    public BatchSettings {
        Bounds.requirePositive("batch.size", size);
        Bounds.requirePositive("batch.accumulate", accumulate);
        Bounds.requirePositive("batch.cropWidth", cropWidth);
        Bounds.requirePositive("batch.cropHeight", cropHeight);
        Bounds.requirePositive("batch.workers", workers);
    }

    /** 16 crops of 224x224, and a step for each such batch. */
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
