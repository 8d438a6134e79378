package dev.maskwright.sdk.internal.postprocess;

import dev.maskwright.sdk.geometry.Connectivity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds connected pixels of one class. Each row is split into runs of one class; a run that touches one of the same
 * class in the row above is joined to it in a forest whose roots are first in reading order. Time grows with the number
 * of pixels, memory with the number of runs.
 */
public final class Components {

    private final byte[] classIds;
    private final byte[] confidences;
    private final int width;
    private final int touching;
    private int[] rows = new int[256]; // of each run
    private int[] starts = new int[256];
    private int[] ends = new int[256];
    private int[] sums = new int[256]; // of its confidences
    private int[] parents = new int[256];
    private int size;

    private Components(byte[] classIds, byte[] confidences, int width, Connectivity connectivity) {
        this.classIds = classIds;
        this.confidences = confidences;
        this.width = width;
        touching = connectivity == Connectivity.EIGHT ? 1 : 0;
    }

    /**
     * The components of a part of a mask, in the order of their first pixels.
     *
     * @param width of the mask
     * @param least the smallest number of pixels; smaller components are left out
     */
    public static List<Component> of(
            byte[] classIds, byte[] confidences, int width, Inside part, Connectivity connectivity, int least) {
        Components found = new Components(classIds, confidences, width, connectivity);
        found.scan(part);
        return found.collect(least);
    }

    private void scan(Inside part) {
        int above = 0;
        for (int y = part.top(); y < part.bottom(); y++) {
            int first = size;
            int touched = above;
            int x = part.left();
            while (x < part.right()) {
                int start = x;
                x = addRun(y, start, part.right());
                touched = join(touched, first);
            }
            above = first;
        }
    }

    /** Adds the run that starts at {@code start}; returns where it ends. */
    private int addRun(int y, int start, int right) {
        if (size == rows.length) {
            grow();
        }
        int row = y * width;
        byte id = classIds[row + start];
        int sum = 0;
        int x = start;
        while (x < right && classIds[row + x] == id) {
            sum += confidences[row + x] & 0xff;
            x++;
        }
        rows[size] = y;
        starts[size] = start;
        ends[size] = x;
        sums[size] = sum;
        parents[size] = size;
        size++;
        return x;
    }

    /**
     * Joins the last run to those of the row above, starting with run {@code above}; returns the run to start with for
     * the next.
     */
    private int join(int above, int end) {
        int run = size - 1;
        while (above < end && ends[above] + touching <= starts[run]) {
            above++;
        }
        for (int i = above; i < end && starts[i] < ends[run] + touching; i++) {
            if (classOf(i) == classOf(run)) {
                int a = root(i);
                int b = root(run);
                parents[Math.max(a, b)] = Math.min(a, b);
            }
        }
        return above;
    }

    private byte classOf(int run) {
        return classIds[rows[run] * width + starts[run]];
    }

    private int root(int run) {
        int at = run;
        while (parents[at] != at) {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        return at;
    }

    private List<Component> collect(int least) {
        int[] numbers = new int[size]; // the component of each run
        int count = 0;
        for (int i = 0; i < size; i++) {
            int root = root(i);
            numbers[i] = root == i ? count++ : numbers[root];
        }
        int[] areas = new int[count];
        int[] runs = new int[count];
        for (int i = 0; i < size; i++) {
            areas[numbers[i]] += ends[i] - starts[i];
            runs[numbers[i]]++;
        }
        List<Draft> drafts = new ArrayList<>();
        int[] places = new int[count]; // the index of each component in that list
        for (int i = 0; i < size; i++) {
            int number = numbers[i];
            if (areas[number] >= least) {
                if (parents[i] == i) {
                    places[number] = drafts.size();
                    drafts.add(new Draft(classOf(i) & 0xff, areas[number], rows[i], runs[number]));
                }
                drafts.get(places[number]).add(rows[i], starts[i], ends[i], sums[i]);
            }
        }
        return drafts.stream().map(Draft::finished).toList();
    }

    /** A component to which runs are added from the top. */
    private static final class Draft {

        private final int classId;
        private final int area;
        private final int top;
        private final int[] runs;
        private int size;
        private int left = Integer.MAX_VALUE;
        private int right;
        private int bottom;
        private double sumX;
        private double sumY;
        private long sumConfidence;

        Draft(int classId, int area, int top, int count) {
            this.classId = classId;
            this.area = area;
            this.top = top;
            runs = new int[3 * count];
        }

        void add(int row, int start, int end, int confidence) {
            runs[size++] = row;
            runs[size++] = start;
            runs[size++] = end;
            left = Math.min(left, start);
            right = Math.max(right, end);
            bottom = row + 1;
            double length = (double) end - start;
            sumX += length * (start + end) / 2;
            sumY += length * (row + 0.5);
            sumConfidence += confidence;
        }

        Component finished() {
            double confidence = sumConfidence / 255.0 / area;
            return new Component(classId, area, left, top, right, bottom, sumX / area, sumY / area, confidence, runs);
        }
    }

    private void grow() {
        int longer = 2 * size;
        rows = Arrays.copyOf(rows, longer);
        starts = Arrays.copyOf(starts, longer);
        ends = Arrays.copyOf(ends, longer);
        sums = Arrays.copyOf(sums, longer);
        parents = Arrays.copyOf(parents, longer);
    }
}
