package dev.maskwright.cli.machine;

import com.google.gson.JsonObject;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.VideoOptions;
import dev.maskwright.sdk.VideoSegmenter;
import dev.maskwright.sdk.frame.Frame;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;

/**
 * The share of a mask's pixels that change their class from one frame to the next, while only sensor noise changes.
 *
 * @param plain if each frame is segmented independently, 0..1
 * @param steady with steady masks
 */
record Flicker(double plain, double steady) {

    /** The standard deviation of noise, in levels of 255. */
    static final int NOISE = 3;

    private static final int FRAMES = 16;
    private static final int NOISES = 1 << 18;
    private static final Duration HALF_LIFE = Duration.ofMillis(300);

    /** Measures it on a picture, at 30 frames a second; the same noise each time. */
    static Flicker of(Segmenter segmenter, Frame picture) {
        Random random = new Random(1);
        byte[] noises = new byte[NOISES];
        for (int i = 0; i < NOISES; i++) {
            noises[i] = (byte) Math.round(NOISE * random.nextGaussian());
        }
        VideoOptions options = VideoOptions.eachFrame();
        VideoSegmenter plain = VideoSegmenter.of(segmenter, options);
        VideoSegmenter steady = VideoSegmenter.of(segmenter, options.withSteady(HALF_LIFE));
        byte[] still = picture.rgb();
        byte[] rgb = new byte[still.length];
        byte[][] before = new byte[2][0];
        double[] changed = new double[2];
        for (int frame = 0; frame < FRAMES; frame++) {
            int from = random.nextInt(NOISES);
            for (int i = 0; i < rgb.length; i++) {
                rgb[i] = (byte) Math.max(0, Math.min(255, (still[i] & 0xff) + noises[(from + i) % NOISES]));
            }
            Frame noisy = Frame.rgb(rgb, picture.width(), picture.height());
            long nanos = frame * Duration.ofSeconds(1).toNanos() / 30;
            byte[][] now = {
                plain.segment(noisy, nanos).classIds().clone(),
                steady.segment(noisy, nanos).classIds().clone()
            };
            for (int i = 0; i < now.length; i++) {
                changed[i] += frame == 0 ? 0 : share(before[i], now[i]) / (FRAMES - 1);
                before[i] = now[i];
            }
        }
        return new Flicker(changed[0], changed[1]);
    }

    private static double share(byte[] a, byte[] b) {
        int different = 0;
        for (int i = 0; i < a.length; i++) {
            different += a[i] == b[i] ? 0 : 1;
        }
        return (double) different / a.length;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%.2f %% of pixels change from frame to frame of a still picture with noise of"
                        + " %d levels, %.2f %% with steady masks",
                100 * plain,
                NOISE,
                100 * steady);
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("plain", plain);
        json.addProperty("steady", steady);
        return json;
    }
}
