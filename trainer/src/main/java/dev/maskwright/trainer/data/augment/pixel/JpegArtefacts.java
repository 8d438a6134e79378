package dev.maskwright.trainer.data.augment.pixel;

import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.augment.base.Checks;
import dev.maskwright.trainer.data.augment.base.Range;
import java.util.random.RandomGenerator;

/**
 * Adds the artefacts of JPEG: blocks, ringing, smeared colours. The picture goes through the lossy part of the format
 * and back; the lossless part is skipped.
 *
 * @param probability how likely, 0..1
 * @param quality     1..100, on libjpeg's scale
 */
public record JpegArtefacts(double probability, Range quality) implements Effect {

    public JpegArtefacts {
        Checks.probability("jpeg.probability", probability);
        Checks.range("jpeg.quality", quality, 1, 100);
    }

    public static JpegArtefacts never() {
        return new JpegArtefacts(0, new Range(30, 90));
    }

    @Override
    public String apply(Sample sample, RandomGenerator random) {
        int drawn = (int) Math.round(quality.draw(random));
        JpegRoundTrip.apply(sample.rgb(), sample.width(), sample.height(), drawn);
        return "JPEG %d".formatted(drawn);
    }
}
