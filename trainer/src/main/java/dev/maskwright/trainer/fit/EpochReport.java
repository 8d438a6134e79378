package dev.maskwright.trainer.fit;

import dev.maskwright.trainer.metric.ConfusionMatrix;

/**
 * The results of an epoch.
 *
 * @param epoch counted from 1
 * @param loss the mean over the epoch's steps
 * @param learningRate of the last step
 * @param validation of the moving average
 * @param best whether no epoch before had a higher mean IoU
 * @param imagesPerSecond in training, without validation
 * @param waitedShare the part of the training time in which the loop waited for data, 0..1
 */
public record EpochReport(
        int epoch,
        double loss,
        double learningRate,
        ConfusionMatrix validation,
        boolean best,
        double imagesPerSecond,
        double waitedShare) {}
