package dev.maskwright.sdk.video;

import dev.maskwright.sdk.geometry.Box;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds overlapping boxes, using a grid whose cells are about as large as the boxes. */
final class Overlaps {

    interface Sink {
        void accept(int first, int second, double iou);
    }

    private Overlaps() {}

    /** Passes each overlapping pair of the two lists to the sink once. */
    static void find(List<Box> first, List<Box> second, Sink sink) {
        if (first.isEmpty() || second.isEmpty()) {
            return;
        }
        double cell = Math.max(1, (side(first) + side(second)) / 2);
        Map<Long, List<Integer>> grid = new HashMap<>();
        for (int i = 0; i < second.size(); i++) {
            int index = i;
            cells(second.get(i), cell, key -> grid.computeIfAbsent(key, any -> new ArrayList<>())
                    .add(index));
        }
        int[] seenFrom = new int[second.size()]; // 1 + the last box compared with it
        for (int i = 0; i < first.size(); i++) {
            Box box = first.get(i);
            int mark = i + 1;
            int index = i;
            cells(box, cell, key -> {
                for (int j : grid.getOrDefault(key, List.of())) {
                    if (seenFrom[j] != mark) {
                        seenFrom[j] = mark;
                        double iou = iou(box, second.get(j));
                        if (iou > 0) {
                            sink.accept(index, j, iou);
                        }
                    }
                }
            });
        }
    }

    private static double side(List<Box> boxes) {
        return boxes.stream()
                .mapToDouble(box -> Math.max(box.width(), box.height()))
                .average()
                .orElse(1);
    }

    private interface Cell {
        void visit(long key);
    }

    private static void cells(Box box, double cell, Cell each) {
        long left = (long) Math.floor(box.x() / cell);
        long right = (long) Math.floor((box.x() + box.width()) / cell);
        long top = (long) Math.floor(box.y() / cell);
        long bottom = (long) Math.floor((box.y() + box.height()) / cell);
        for (long y = top; y <= bottom; y++) {
            for (long x = left; x <= right; x++) {
                each.visit((y << Integer.SIZE) ^ (x & 0xFFFF_FFFFL));
            }
        }
    }

    /** The IoU of two boxes, 0..1: the area of their intersection over that of their union. */
    static double iou(Box a, Box b) {
        double width = Math.min(a.x() + a.width(), b.x() + b.width()) - Math.max(a.x(), b.x());
        double height = Math.min(a.y() + a.height(), b.y() + b.height()) - Math.max(a.y(), b.y());
        if (width <= 0 || height <= 0) {
            return 0;
        }
        double both = width * height;
        return both / (a.width() * a.height() + b.width() * b.height() - both);
    }
}
