package dev.maskwright.exporter.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.Resampler;
import dev.maskwright.sdk.model.Resampler.Filter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * The distribution of the values of a float graph when it runs on pictures: a histogram of each, and the mean of each
 * channel. Memory holds the histograms and the values of one group at a time, however many pictures there are.
 */
final class Calibration {

    /** With fewer pictures than this, the distribution is unreliable. */
    static final int LEAST_PICTURES = 8;

    /** Elements that are fetched in one run. The graph runs once for each group, so fewer groups are faster. */
    private static final int LARGEST_GROUP = 32 << 20;

    /** Values that are fetched in one run while their sizes are unknown. */
    private static final int FIRST_GROUP = 8;

    private static final int THUMBNAIL = 8;
    private static final double LEAST_DIFFERENCE = 1.5;

    private final Map<String, Histogram> histograms;
    private final Map<String, double[]> sums;
    private final Map<String, Long> perChannel;

    private Calibration() {
        histograms = new HashMap<>();
        sums = new HashMap<>();
        perChannel = new HashMap<>();
    }

    /**
     * Runs a graph on each picture.
     *
     * @param values names of float values of the graph
     * @throws IllegalArgumentException if there are too few pictures or all are identical, or a value is not finite
     */
    static Calibration of(ModelProto model, ModelCard card, Collection<String> values, List<Frame> pictures) {
        requireVaried(pictures);
        Calibration calibration = new Calibration();
        values.forEach(value -> calibration.histograms.put(value, new Histogram()));
        try (GraphRun run = new GraphRun(model, card, values)) {
            Map<String, Integer> sizes = new HashMap<>();
            for (Set<String> group : groups(values, value -> LARGEST_GROUP / FIRST_GROUP)) {
                run.run(pictures.get(0), group, (value, numbers, count, shape) -> {
                    sizes.put(value, count);
                    calibration.add(value, numbers, count, shape);
                });
            }
            List<Set<String>> groups = groups(values, value -> Objects.requireNonNull(sizes.get(value)));
            for (Frame picture : pictures.subList(1, pictures.size())) {
                groups.forEach(group -> run.run(picture, group, calibration::add));
            }
        }
        return calibration;
    }

    private static List<Set<String>> groups(Collection<String> values, ToIntFunction<String> elements) {
        List<Set<String>> groups = new ArrayList<>();
        long size = 0;
        for (String value : values) {
            size += elements.applyAsInt(value);
            if (groups.isEmpty() || size > LARGEST_GROUP) {
                groups.add(new LinkedHashSet<>());
                size = elements.applyAsInt(value);
            }
            groups.get(groups.size() - 1).add(value);
        }
        return groups;
    }

    private void add(String value, float[] numbers, int count, long[] shape) {
        try {
            Objects.requireNonNull(histograms.get(value)).add(numbers, count);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    ("value %s cannot be calibrated: %s; check the model, it gives such numbers"
                                    + " even before it is quantised")
                            .formatted(value, e.getMessage()),
                    e);
        }
        if (shape.length == 4 && shape[0] > 0 && shape[1] > 0) {
            int channels = (int) shape[1];
            int planes = channels * (int) shape[0];
            int plane = count / planes;
            double[] sum = sums.computeIfAbsent(value, name -> new double[channels]);
            for (int at = 0; at < planes; at++) {
                double inPlane = 0;
                for (int i = at * plane; i < (at + 1) * plane; i++) {
                    inPlane += numbers[i];
                }
                sum[at % channels] += inPlane;
            }
            perChannel.merge(value, (long) plane * shape[0], Long::sum);
        }
    }

    Histogram histogram(String value) {
        return Objects.requireNonNull(histograms.get(value), value);
    }

    /** The mean of each channel of a map (N, C, H, W). */
    double[] channelMeans(String value) {
        double[] means = Objects.requireNonNull(sums.get(value), value).clone();
        for (int channel = 0; channel < means.length; channel++) {
            means[channel] /= Objects.requireNonNull(perChannel.get(value));
        }
        return means;
    }

    /** Rejects pictures that are not representative. */
    static void requireVaried(List<Frame> pictures) {
        if (pictures.size() < LEAST_PICTURES) {
            throw new IllegalArgumentException(
                    ("calibration needs at least %d pictures, got %d; name a folder with more,"
                                    + " ideally 50 to 200 like those in use")
                            .formatted(LEAST_PICTURES, pictures.size()));
        }
        byte[] first = thumbnail(pictures.get(0));
        for (Frame picture : pictures) {
            byte[] other = thumbnail(picture);
            double difference = 0;
            for (int i = 0; i < first.length; i++) {
                difference += Math.abs((first[i] & 0xff) - (other[i] & 0xff));
            }
            if (difference / first.length >= LEAST_DIFFERENCE) {
                return;
            }
        }
        throw new IllegalArgumentException(
                ("all %d calibration pictures are identical, so ranges chosen from them would cut"
                                + " off what other pictures need; use a folder of different ones")
                        .formatted(pictures.size()));
    }

    private static byte[] thumbnail(Frame picture) {
        return Resampler.resize(
                picture.rgb(), picture.width(), picture.height(), 3, Filter.BILINEAR, THUMBNAIL, THUMBNAIL);
    }
}
