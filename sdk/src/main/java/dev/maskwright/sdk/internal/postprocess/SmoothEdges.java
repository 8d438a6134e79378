package dev.maskwright.sdk.internal.postprocess;

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

    /**
     * A mask to resize.
     *
     * @param logits shape (K, H, W); without, they are estimated
     */
    public SmoothEdges(
            byte[] classIds, byte[] confidences, float @Nullable [] logits, int classes, int width, int height) {
        this.classIds = classIds;
        this.confidences = confidences;
        this.logits = logits;
        this.classes = classes;
        this.width = width;
        this.height = height;
    }

    /**
     * Resizes into arrays of {@code toWidth * toHeight} bytes.
     *
     * @param left where the part begins, as is top
     */
    public void resize(
            double left,
            double top,
            double partWidth,
            double partHeight,
            byte[] toClassIds,
            byte[] toConfidences,
            int toWidth,
            int toHeight) {
        Axis across = new Axis(left, partWidth, width, toWidth);
        Axis down = new Axis(top, partHeight, height, toHeight);
        for (int y = 0; y < toHeight; y++) {
            int above = down.firsts[y] * width;
            int below = down.seconds[y] * width;
            float v = down.weights[y];
            for (int x = 0; x < toWidth; x++) {
                int a = above + across.firsts[x];
                int b = above + across.seconds[x];
                int c = below + across.firsts[x];
                int d = below + across.seconds[x];
                float u = across.weights[x];
                float wa = (1 - u) * (1 - v);
                float wb = u * (1 - v);
                float wc = (1 - u) * v;
                float wd = u * v;
                byte id = classIds[a];
                boolean inside = id == classIds[b] && id == classIds[c] && id == classIds[d];
                int to = y * toWidth + x;
                toClassIds[to] = inside
                        ? id
                        : (byte)
                                (logits != null
                                        ? highest(logits, a, b, c, d, wa, wb, wc, wd)
                                        : likeliest(a, b, c, d, wa, wb, wc, wd));
                toConfidences[to] = (byte) (wa * (confidences[a] & 0xff)
                        + wb * (confidences[b] & 0xff)
                        + wc * (confidences[c] & 0xff)
                        + wd * (confidences[d] & 0xff)
                        + 0.5f);
            }
        }
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
        }
    }
}
