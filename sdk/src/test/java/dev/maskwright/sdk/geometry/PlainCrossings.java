package dev.maskwright.sdk.geometry;

import java.util.stream.IntStream;

/** {@link Crossings} computed step by step, as in maskApi.c. */
final class PlainCrossings {

    private static final double SCALE = 5;

    private PlainCrossings() {}

    static int[] of(double[] corners, int width, int height) {
        IntStream.Builder found = IntStream.builder();
        int count = corners.length / 2;
        int beforeU = 0;
        int beforeV = 0;
        for (int j = 0; j < count; j++) {
            int startX = scaled(corners[2 * j]);
            int startY = scaled(corners[2 * j + 1]);
            int endX = scaled(corners[2 * ((j + 1) % count)]);
            int endY = scaled(corners[2 * ((j + 1) % count) + 1]);
            int dx = Math.abs(endX - startX);
            int dy = Math.abs(endY - startY);
            boolean flat = dx >= dy;
            boolean flip = flat ? startX > endX : startY > endY;
            int fromX = flip ? endX : startX;
            int fromY = flip ? endY : startY;
            double slope = flat
                    ? (double) ((flip ? startY : endY) - fromY) / dx
                    : (double) ((flip ? startX : endX) - fromX) / dy;
            int steps = Math.max(dx, dy);
            for (int d = 0; d <= steps; d++) {
                int t = flip ? steps - d : d;
                int u = flat ? fromX + t : (int) (fromX + slope * t + 0.5);
                int v = flat ? (int) (fromY + (steps == 0 ? 0 : slope * t) + 0.5) : fromY + t;
                if (j + d > 0 && u != beforeU) {
                    double x = ((u < beforeU ? u : u - 1) + 0.5) / SCALE - 0.5;
                    if (Math.floor(x) == x && x >= 0 && x <= width - 1) {
                        double y = (Math.min(v, beforeV) + 0.5) / SCALE - 0.5;
                        y = Math.ceil(Math.min(Math.max(y, 0), height));
                        found.add(((int) x) * height + (int) y);
                    }
                }
                beforeU = u;
                beforeV = v;
            }
        }
        return found.build().toArray();
    }

    private static int scaled(double coordinate) {
        return (int) (SCALE * coordinate + 0.5);
    }
}
