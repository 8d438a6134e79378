package dev.maskwright.sdk.internal.postprocess;

import dev.maskwright.sdk.Box;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Brings a part of a mask to another size by interpolating between the middles of the four nearest pixels, as a bilinear resize of the logits
 * with half-pixel centres does. Where all four have one class, that class has the highest logit everywhere between them, so
 * only the borders cost anything.
 */
public final class SmoothEdges {

    private static final double LEAST_LEAD = 0.1;
    /** By confidence. */
    private static final float[] LEADS = leads();

    private final byte[] classIds;
    private final byte[] confidences;
    private final float @Nullable [] logits;
    private final int classes;
    private final int width;
    private final int height;
    private final Threshold threshold;

    /**
     * A mask to resize.
     *
     * @param logits shape (K, H, W); without, they are estimated
     * @param threshold that was applied to the ids, of which logits know nothing
     */
    public SmoothEdges(
            byte[] classIds,
            byte[] confidences,
            float @Nullable [] logits,
            int classes,
            int width,
            int height,
            Threshold threshold) {
        this.classIds = classIds;
        this.confidences = confidences;
        this.logits = logits;
        this.classes = classes;
        this.width = width;
        this.height = height;
        this.threshold = threshold;
    }

    /** Where each pixel of a target lies in the mask: worked out once for all masks of one size. */
    public static final class Target {

        private final Axis across;
        private final Axis down;

        /**
         * A part of a mask, in a size of its own.
         *
         * @param width of the mask
         * @param height of the mask
         */
        public Target(Box part, int width, int height, int toWidth, int toHeight) {
            across = new Axis(part.x(), part.width(), width, toWidth);
            down = new Axis(part.y(), part.height(), height, toHeight);
        }
    }

    /** Writes ids and confidences into arrays with one byte for each pixel of the target. */
    public void resize(Target target, byte[] toClassIds, byte[] toConfidences) {
        Axis across = target.across;
        Axis down = target.down;
        int toWidth = across.weights.length;
        for (int y = 0; y < down.weights.length; y++) {
            int above = down.firsts[y] * width;
            int below = down.seconds[y] * width;
            float v = down.weights[y];
            for (int x = 0; x < toWidth; x++) {
                int a = above + across.firsts[x];
                int b = above + across.seconds[x];
                int c = below + across.firsts[x];
                int d = below + across.seconds[x];
                float u = across.weights[x];
                int to = y * toWidth + x;
                float confidence = confidence(a, b, c, d, u, v);
                toClassIds[to] = isOneClass(a, b, c, d) ? classIds[a] : classBetween(a, b, c, d, u, v, confidence);
                toConfidences[to] = (byte) confidence;
            }
        }
    }

    /** Writes ids only: most pixels lie between four of one class, and those side by side cost no more than one. */
    public void resizeClassIds(Target target, byte[] toClassIds) {
        Axis across = target.across;
        Axis down = target.down;
        int toWidth = across.weights.length;
        for (int y = 0; y < down.weights.length; y++) {
            int above = down.firsts[y] * width;
            int below = down.seconds[y] * width;
            int row = y * toWidth;
            int x = 0;
            while (x < toWidth) {
                int a = above + across.firsts[x];
                int b = above + across.seconds[x];
                int c = below + across.firsts[x];
                int d = below + across.seconds[x];
                int end = across.ends[x];
                if (isOneClass(a, b, c, d)) {
                    Arrays.fill(toClassIds, row + x, row + end, classIds[a]);
                } else {
                    float v = down.weights[y];
                    for (int i = x; i < end; i++) {
                        float u = across.weights[i];
                        toClassIds[row + i] = classBetween(a, b, c, d, u, v, confidence(a, b, c, d, u, v));
                    }
                }
                x = end;
            }
        }
    }

    private boolean isOneClass(int a, int b, int c, int d) {
        byte id = classIds[a];
        return id == classIds[b] && id == classIds[c] && id == classIds[d];
    }

    /** How sure the network is between four pixels: 0..255, and a half for rounding. */
    private float confidence(int a, int b, int c, int d, float u, float v) {
        return (1 - u) * (1 - v) * (confidences[a] & 0xff)
                + u * (1 - v) * (confidences[b] & 0xff)
                + (1 - u) * v * (confidences[c] & 0xff)
                + u * v * (confidences[d] & 0xff)
                + 0.5f;
    }

    /** The class between four pixels of more than one. */
    private byte classBetween(int a, int b, int c, int d, float u, float v, float confidence) {
        float wa = (1 - u) * (1 - v);
        float wb = u * (1 - v);
        float wc = (1 - u) * v;
        float wd = u * v;
        if (logits == null) {
            return (byte) likeliest(a, b, c, d, wa, wb, wc, wd);
        }
        return (int) confidence < threshold.least()
                ? threshold.background()
                : (byte) highest(logits, a, b, c, d, wa, wb, wc, wd);
    }

    /** The class with the highest logit, of equal ones the lower id. */
    private int highest(float[] planes, int a, int b, int c, int d, float wa, float wb, float wc, float wd) {
        int best = 0;
        float most = Float.NEGATIVE_INFINITY;
        for (int k = 0; k < classes; k++) {
            int plane = k * width * height;
            float logit =
                    wa * planes[plane + a] + wb * planes[plane + b] + wc * planes[plane + c] + wd * planes[plane + d];
            if (logit > most) {
                most = logit;
                best = k;
            }
        }
        return best;
    }

    /** The class that leads most: each pixel weighs for its own class and, where there are but two, thereby against the other. */
    private int likeliest(int a, int b, int c, int d, float wa, float wb, float wc, float wd) {
        int best = classIds[a] & 0xff;
        float most = -1;
        for (int i = 0; i < 4; i++) {
            int id = classIds[i == 0 ? a : i == 1 ? b : i == 2 ? c : d] & 0xff;
            float votes = vote(a, id, wa) + vote(b, id, wb) + vote(c, id, wc) + vote(d, id, wd);
            if (votes > most || (votes == most && id < best)) {
                most = votes;
                best = id;
            }
        }
        return best;
    }

    private float vote(int pixel, int classId, float weight) {
        return (classIds[pixel] & 0xff) == classId ? weight * LEADS[confidences[pixel] & 0xff] : 0;
    }

    /** How far the logit of a class lies above the next one's, if that has all the rest; where several may share it, little. */
    private static float[] leads() {
        float[] leads = new float[256];
        for (int i = 0; i < leads.length; i++) {
            double confidence = Math.min(i, 254.5) / 255;
            leads[i] = (float) Math.max(LEAST_LEAD, Math.log(confidence / (1 - confidence)));
        }
        return leads;
    }

    /** Between which pixels those of the target lie, and how far the way from the first to the second. */
    private static final class Axis {

        private final int[] firsts;
        private final int[] seconds;
        private final float[] weights;
        private final int[] ends; // where pixels between two others begin
        /** A part of {@code size} pixels, resized; pixels whose middles lie outside the part are not looked at. */
        Axis(double start, double length, int size, int toSize) {
            firsts = new int[toSize];
            seconds = new int[toSize];
            weights = new float[toSize];
            int least = Math.max(0, (int) Math.ceil(start - 0.5));
            int most = Math.min(size, (int) Math.ceil(start + length - 0.5)) - 1;
            for (int i = 0; i < toSize; i++) {
                double middle = start + (i + 0.5) * length / toSize - 0.5;
                double at = Math.min(Math.max(middle, least), most);
                firsts[i] = (int) at;
                seconds[i] = Math.min(firsts[i] + 1, most);
                weights[i] = (float) (at - firsts[i]);
            }
            ends = new int[toSize];
            for (int i = toSize - 1; i >= 0; i--) {
                boolean isLast = i + 1 == toSize || firsts[i + 1] != firsts[i];
                ends[i] = isLast ? i + 1 : ends[i + 1];
            }
        }
    }
}
