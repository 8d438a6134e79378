package dev.maskwright.sdk.internal.postprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Connected pixels of one class in columns {@code left..right} and rows {@code top..bottom}, ends excluded.
 *
 * @param x the mean of its pixels' centres, as is {@code y}
 * @param confidence the mean confidence of its pixels, 0..1
 * @param runs its runs in each row, from the top, three numbers each: row, first column, column after the last
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Component(
        int classId,
        int area,
        int left,
        int top,
        int right,
        int bottom,
        double x,
        double y,
        double confidence,
        int[] runs) {

    /** Several components of one class as if they were connected. */
    public static Component of(List<Component> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        int area = 0;
        double sumX = 0;
        double sumY = 0;
        double sumConfidence = 0;
        int left = Integer.MAX_VALUE;
        int top = Integer.MAX_VALUE;
        int right = 0;
        int bottom = 0;
        List<int[]> runs = new ArrayList<>();
        for (Component part : parts) {
            area += part.area;
            sumX += part.x * part.area;
            sumY += part.y * part.area;
            sumConfidence += part.confidence * part.area;
            left = Math.min(left, part.left);
            top = Math.min(top, part.top);
            right = Math.max(right, part.right);
            bottom = Math.max(bottom, part.bottom);
            for (int i = 0; i < part.runs.length; i += 3) {
                runs.add(new int[] {part.runs[i], part.runs[i + 1], part.runs[i + 2]});
            }
        }
        runs.sort(Comparator.comparingInt((int[] run) -> run[0]).thenComparingInt(run -> run[1]));
        int[] all = runs.stream().flatMapToInt(Arrays::stream).toArray();
        return new Component(
                parts.get(0).classId,
                area,
                left,
                top,
                right,
                bottom,
                sumX / area,
                sumY / area,
                sumConfidence / area,
                all);
    }

    int width() {
        return right - left;
    }

    int height() {
        return bottom - top;
    }

    /** Its pixels, column by column: bit {@code (x - left) * (bottom - top) + y - top} is the pixel (x, y). */
    public BitSet columns() {
        BitSet bits = new BitSet(width() * height());
        for (int i = 0; i < runs.length; i += 3) {
            int row = runs[i] - top;
            for (int x = runs[i + 1] - left; x < runs[i + 2] - left; x++) {
                bits.set(x * height() + row);
            }
        }
        return bits;
    }
}
