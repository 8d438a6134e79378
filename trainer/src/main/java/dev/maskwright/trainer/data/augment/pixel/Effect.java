package dev.maskwright.trainer.data.augment.pixel;

import dev.maskwright.trainer.data.Sample;
import java.util.random.RandomGenerator;

/** What happens to a picture's pixels where they are. */
public sealed interface Effect permits Blur, Noise, JpegArtefacts, CutOut {

    /** How likely it happens to a picture, 0..1. */
    double probability();

    /**
     * Draws its numbers and changes the sample's arrays.
     *
     * @return what was done, in words
     */
    String apply(Sample sample, RandomGenerator random);
}
