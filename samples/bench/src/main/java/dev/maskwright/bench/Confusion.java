package dev.maskwright.bench;

import dev.maskwright.sdk.Mask;

/** The confusion matrix of masks against labels. */
final class Confusion {

    private final long[][] pixels; // by label, then by class

    Confusion(int classes) {
        pixels = new long[classes][classes];
    }

    /**
     * Adds the pixels of a mask.
     *
     * @param labels one for each pixel of the frame
     * @param near counts only pixels whose label differs from that of the pixel this many frame pixels to the left or
     *     right; 0 counts all
     */
    void add(Mask mask, byte[] labels, int near) {
        int width = mask.frameWidth();
        int height = mask.frameHeight();
        byte[] ids = mask.classIds();
        for (int i = 0; i < ids.length; i++) {
            int x = (int) ((i % mask.width() + 0.5) * width / mask.width());
            int row = i / mask.width();
            int y = (int) ((row + 0.5) * height / mask.height());
            int label = labels[y * width + x];
            boolean isNear = near == 0
                    || labels[y * width + Math.max(0, x - near)] != label
                    || labels[y * width + Math.min(width - 1, x + near)] != label;
            if (isNear) {
                pixels[label][ids[i] & 0xff]++;
            }
        }
    }

    /** The mean IoU over the classes that occur in the labels, 0..1. */
    double meanIou() {
        double sum = 0;
        int count = 0;
        for (int k = 0; k < pixels.length; k++) {
            long labelled = 0;
            long found = 0;
            for (int other = 0; other < pixels.length; other++) {
                labelled += pixels[k][other];
                found += pixels[other][k];
            }
            if (labelled > 0) {
                sum += (double) pixels[k][k] / (labelled + found - pixels[k][k]);
                count++;
            }
        }
        return sum / count;
    }

    /** The share of pixels whose class is their label, 0..1. */
    double accuracy() {
        long right = 0;
        long all = 0;
        for (int k = 0; k < pixels.length; k++) {
            right += pixels[k][k];
            for (long count : pixels[k]) {
                all += count;
            }
        }
        return (double) right / all;
    }
}
