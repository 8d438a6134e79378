package dev.maskwright.exporter.check;

import dev.maskwright.sdk.frame.Frame;

/**
 * A synthetic picture as varied as a photograph: a background with detail at every scale (each octave half as strong as
 * the one before), and objects with edges, shading and grain.
 */
final class DrawnPicture {

    private static final int THINGS = 7;

    /** The octaves of the background, from the whole picture down to about two pixels in one of 256. */
    private static final int OCTAVES = 7;

    private final int seed;
    private final int width;
    private final int height;

    private DrawnPicture(int seed, int width, int height) {
        this.seed = seed;
        this.width = width;
        this.height = height;
    }

    /** A picture; each number always gives the same one, and different numbers different ones. */
    static Frame of(int number, int width, int height) {
        byte[] rgb = new DrawnPicture(1000 * number, width, height).draw();
        return Frame.rgb(rgb, width, height);
    }

    private byte[] draw() {
        byte[] rgb = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double u = (x + 0.5) / width;
                double v = (y + 0.5) / height;
                int thing = thingAt(u, v);
                for (int channel = 0; channel < 3; channel++) {
                    double value = thing < 0 ? background(u, v, channel) : surface(thing, u, v, channel);
                    rgb[3 * (y * width + x) + channel] = (byte) Math.round(255 * Math.max(0, Math.min(1, value)));
                }
            }
        }
        return rgb;
    }

    /** The last object that covers a point, because later ones are in front; -1 for none. Every other one is round. */
    private int thingAt(double u, double v) {
        for (int thing = THINGS - 1; thing >= 0; thing--) {
            double dx = (u - number(thing, 0)) / (0.05 + 0.25 * number(thing, 1));
            double dy = (v - number(thing, 2)) / (0.05 + 0.25 * number(thing, 3));
            boolean isInside = thing % 2 == 0 ? dx * dx + dy * dy < 1 : Math.max(Math.abs(dx), Math.abs(dy)) < 1;
            if (isInside) {
                return thing;
            }
        }
        return -1;
    }

    /** Shading across the object, and stripes with their own width and direction. */
    private double surface(int thing, double u, double v, int channel) {
        double colour = number(thing, 10 + channel);
        double shade = 0.7 + 0.6 * (u * number(thing, 4) + v * number(thing, 5)) / 2;
        double turns = 4 + 60 * number(thing, 6);
        double grain = 0.12 * number(thing, 7) * Math.sin(turns * (u + v * (2 * number(thing, 8) - 1)));
        return colour * shade + grain;
    }

    private double background(double u, double v, int channel) {
        double value = 0.5 + 0.3 * (number(100, channel) - 0.5);
        double strength = 0.35;
        for (int octave = 0; octave < OCTAVES; octave++) {
            int cells = 2 << octave;
            double tint = 0.3 * smooth(octave + OCTAVES * (channel + 1), u * cells, v * cells);
            value += strength * (smooth(octave, u * cells, v * cells) + tint);
            strength /= 2;
        }
        return value;
    }

    /** Noise from -1/2 to 1/2 that varies smoothly between the corners of a grid. */
    private double smooth(int layer, double x, double y) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double a = ease(x - left);
        double b = ease(y - top);
        double upper = corner(layer, left, top) * (1 - a) + corner(layer, left + 1, top) * a;
        double lower = corner(layer, left, top + 1) * (1 - a) + corner(layer, left + 1, top + 1) * a;
        return upper * (1 - b) + lower * b - 0.5;
    }

    private static double ease(double t) {
        return t * t * (3 - 2 * t);
    }

    private double corner(int layer, int x, int y) {
        return number(200 + layer, 1000 * y + x);
    }

    /** Hashes two numbers to one of 0..1, by the finalizer of MurmurHash3. */
    private double number(int a, int b) {
        int bits = ((seed + a) * 0x9E3779B9) ^ (b * 0x85EBCA6B);
        bits = (bits ^ (bits >>> 16)) * 0x85EBCA6B;
        bits = (bits ^ (bits >>> 13)) * 0xC2B2AE35;
        bits ^= bits >>> 16;
        return (bits >>> 8) / (double) (1 << 24);
    }
}
