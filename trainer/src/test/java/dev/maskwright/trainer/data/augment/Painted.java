package dev.maskwright.trainer.data.augment;

import dev.maskwright.sdk.geometry.Box;
import dev.maskwright.trainer.data.Sample;
import java.util.Optional;

/** Pictures whose colour says the class. */
public final class Painted {

    public static final int WIDTH = 160;
    public static final int HEIGHT = 120;
    public static final int PRODUCT = 9;

    /** The box of {@link #product}. */
    public static final Box BOX = new Box(40, 30, 60, 50);

    private Painted() {}

    /** Background of classes 1 to 4 in quarters, and an ellipse of class 9. */
    public static Sample product() {
        byte[] target = new byte[WIDTH * HEIGHT];
        for (int i = 0; i < target.length; i++) {
            int x = i % WIDTH;
            int y = i / WIDTH;
            target[i] = (byte) (isProduct(x + 0.5, y + 0.5) ? PRODUCT : 1 + 2 * x / WIDTH + 2 * (2 * y / HEIGHT));
        }
        return of(target, WIDTH, HEIGHT, Optional.of(BOX));
    }

    public static boolean isProduct(double x, double y) {
        double across = (x - 70) / 30;
        double down = (y - 55) / 25;
        return across * across + down * down <= 1;
    }

    public static Sample of(byte[] target, int width, int height, Optional<Box> box) {
        byte[] rgb = new byte[3 * target.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) color(target[i / 3], i % 3);
        }
        return new Sample(rgb, target, width, height, box);
    }

    public static int color(int classId, int channel) {
        return (classId * 23 + channel * 40) % 256;
    }

    /** Whether every pixel within a distance has the same class. */
    public static boolean isFarFromEdges(Sample sample, int x, int y, int distance) {
        byte id = sample.target()[y * sample.width() + x];
        for (int ny = y - distance; ny <= y + distance; ny++) {
            for (int nx = x - distance; nx <= x + distance; nx++) {
                boolean inside = nx >= 0 && ny >= 0 && nx < sample.width() && ny < sample.height();
                if (!inside || sample.target()[ny * sample.width() + nx] != id) {
                    return false;
                }
            }
        }
        return true;
    }
}
