package dev.maskwright.trainer.data.augment.pixel;

import dev.maskwright.trainer.data.Sample;
import java.util.random.RandomGenerator;

/** Changes a picture's pixels without moving them. */
public sealed interface Effect permits Blur, Noise, JpegArtefacts, CutOut {

    /** The probability that it is applied to a picture, 0..1. */
    double probability();

    /**
     * Draws the parameters and changes the sample's arrays.
     *
     * @return a description of what was done
     */
    String apply(Sample sample, RandomGenerator random);
}
