package dev.maskwright.trainer.data.source.coco;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.maskwright.models.files.Excerpt;
import dev.maskwright.sdk.geometry.RunLengths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outline of a COCO object: polygons, or the run lengths of a mask with its own size.
 *
 * @param areRuns  whether it is run lengths
 * @param polygons each with alternating x and y; they may overlap
 * @param packed   compressed run lengths, empty if they are plain
 * @param plain    plain run lengths
 * @param width    of the mask with run lengths, as is height
 * @param skipped  a line for each invalid polygon besides valid ones
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares outlines
record CocoOutline(
        boolean areRuns,
        List<double[]> polygons,
        String packed,
        long[] plain,
        int width,
        int height,
        List<String> skipped) {

    private static final double FAR = 1e6; // larger than any picture
    private static final int LEAST = 6; // x and y of three corners

    static CocoOutline none() {
        return new CocoOutline(false, List.of(), "", new long[0], 0, 0, List.of());
    }

    /**
     * Reads a {@code segmentation}.
     *
     * @throws RuntimeException if it is neither polygons nor run lengths; an {@code IllegalArgumentException} says why
     */
    static CocoOutline read(@Nullable JsonElement segmentation) {
        if (segmentation == null
                || segmentation.isJsonNull()
                || (segmentation.isJsonArray() && segmentation.getAsJsonArray().isEmpty())) {
            throw new IllegalArgumentException("it has no segmentation");
        }
        return segmentation.isJsonArray()
                ? polygons(segmentation.getAsJsonArray())
                : runs(segmentation.getAsJsonObject());
    }

    private static CocoOutline runs(JsonObject runs) {
        JsonElement counts = runs.get("counts");
        if (!(runs.get("size") instanceof JsonArray sides) || sides.size() != 2) {
            throw new IllegalArgumentException(
                    "the size of its runs is %s, expected [height, width]".formatted(Excerpt.of(runs.get("size"))));
        }
        long[] size = CocoValues.wholeNumbers(sides, "the size of its runs");
        long[] plain = counts.isJsonArray()
                ? CocoValues.wholeNumbers(counts.getAsJsonArray(), "the counts of its runs")
                : new long[0];
        return new CocoOutline(
                true,
                List.of(),
                counts.isJsonArray() ? "" : counts.getAsString(),
                plain,
                side(size[1]),
                side(size[0]),
                List.of());
    }

    private static int side(long size) {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, size)); // which is not the size of a picture either
    }

    /** Polygons that cannot be drawn are skipped if there are others; one without area is always skipped. */
    private static CocoOutline polygons(JsonArray parts) {
        List<double[]> polygons = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        boolean isFlat = parts.get(0).isJsonPrimitive(); // one polygon without a list around it
        int count = isFlat ? 1 : parts.size();
        boolean areDamaged = false;
        for (int i = 0; i < count; i++) {
            try {
                double[] corners = corners(isFlat ? parts : parts.get(i));
                if (corners.length < LEAST && corners.length % 2 == 0) {
                    skipped.add(fault(i, corners.length));
                } else if (corners.length % 2 != 0) {
                    throw new IllegalArgumentException(fault(i, corners.length));
                } else {
                    checkPlace(corners, i);
                    polygons.add(corners);
                }
            } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException e) {
                boolean isSaid = e instanceof IllegalArgumentException && !(e instanceof NumberFormatException);
                skipped.add(
                        isSaid
                                ? String.valueOf(e.getMessage())
                                : "its polygon %d is not a list of numbers".formatted(i));
                areDamaged = true;
            }
        }
        if (polygons.isEmpty() && areDamaged) {
            throw new IllegalArgumentException(String.join("; ", skipped));
        }
        return new CocoOutline(false, polygons, "", new long[0], 0, 0, skipped);
    }

    /** Whether all its corners are in the first pixel, as they are if they are fractions of the picture's size. */
    boolean isInFirstPixel() {
        return !polygons.isEmpty()
                && polygons.stream().flatMapToDouble(Arrays::stream).allMatch(corner -> corner >= 0 && corner <= 1);
    }

    private static String fault(int part, int numbers) {
        return "its polygon %d has %d numbers, expected x and y of at least 3 corners".formatted(part, numbers);
    }

    /** Numbers in a row, or in pairs. */
    private static double[] corners(JsonElement part) {
        List<Double> numbers = new ArrayList<>();
        for (JsonElement number : part.getAsJsonArray()) {
            if (number.isJsonArray()) {
                numbers.addAll(CocoValues.numbers(number.getAsJsonArray()));
            } else if (number.isJsonObject()) { // {"x": 1, "y": 2}
                JsonObject point = number.getAsJsonObject();
                numbers.add(point.getAsJsonPrimitive("x").getAsDouble());
                numbers.add(point.getAsJsonPrimitive("y").getAsDouble());
            } else {
                numbers.add(number.getAsDouble());
            }
        }
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void checkPlace(double[] corners, int part) {
        for (double corner : corners) {
            if (!(Math.abs(corner) <= FAR)) {
                throw new IllegalArgumentException(
                        "its polygon %d has the coordinate %s, which is outside any image".formatted(part, corner));
            }
        }
    }

    /**
     * The pixels that it covers in a picture.
     *
     * @throws IllegalArgumentException if it does not fit the size
     */
    RunLengths in(int pictureWidth, int pictureHeight) {
        if (!areRuns) {
            return drawn(pictureWidth, pictureHeight);
        }
        if (width != pictureWidth || height != pictureHeight) {
            throw new IllegalArgumentException("its runs are of %dx%d, but the image is %dx%d"
                    .formatted(width, height, pictureWidth, pictureHeight));
        }
        return packed.isEmpty() ? RunLengths.ofCounts(width, height, plain) : RunLengths.parse(width, height, packed);
    }

    private RunLengths drawn(int pictureWidth, int pictureHeight) {
        if (polygons.size() == 1) {
            return RunLengths.ofPolygon(pictureWidth, pictureHeight, polygons.get(0));
        }
        BitSet pixels = new BitSet();
        for (double[] part : polygons) {
            pixels.or(RunLengths.ofPolygon(pictureWidth, pictureHeight, part).bits());
        }
        RunLengths.Builder runs = new RunLengths.Builder(pictureWidth, pictureHeight);
        for (int from = pixels.nextSetBit(0); from >= 0; from = pixels.nextSetBit(pixels.nextClearBit(from))) {
            runs.add(from, pixels.nextClearBit(from));
        }
        return runs.build();
    }
}
