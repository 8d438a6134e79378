package dev.maskwright.sdk.internal.postprocess;

import java.util.Arrays;

/**
 * Resizes a part of a mask without logits by interpolating between the centres of the four nearest pixels, as
 * {@link LateEnlarging} does with logits: the lead of a pixel's class over the others is estimated from its confidence.
 * Where all four have one class, nothing has to be estimated.
 */
public final class SmoothEdges {

    private static final double LEAST_LEAD = 0.1;
    /** The lead in logits, by confidence 0..255. */
    private static final float[] LEADS = leads();

    private final byte[] classIds;
    private final byte[] confidences;
    private final int width;

    /** A mask to resize, {@code width} pixels wide. */
    public SmoothEdges(byte[] classIds, byte[] confidences, int width) {
        this.classIds = classIds;
        this.confidences = confidences;
        this.width = width;
    }

    /** Writes ids and confidences into arrays with one byte for each pixel of the target. */
    public void resize(MaskTarget target, byte[] toClassIds, byte[] toConfidences) {
        Interpolation across = target.across();
        Interpolation down = target.down();
        int toWidth = across.size();
        for (int y = 0; y < down.size(); y++) {
            int above = down.first(y) * width;
            int below = down.second(y) * width;
            float v = down.weight(y);
            for (int x = 0; x < toWidth; x++) {
                int a = above + across.first(x);
                int b = above + across.second(x);
                int c = below + across.first(x);
                int d = below + across.second(x);
                float u = across.weight(x);
                int to = y * toWidth + x;
                toClassIds[to] = isOneClass(a, b, c, d) ? classIds[a] : classBetween(a, b, c, d, u, v);
                toConfidences[to] = (byte) confidence(a, b, c, d, u, v);
            }
        }
    }

    /** Writes ids only. Most pixels lie between four pixels of one class; a run of these costs no more than one. */
    public void resizeClassIds(MaskTarget target, byte[] toClassIds) {
        Interpolation across = target.across();
        Interpolation down = target.down();
        int toWidth = across.size();
        for (int y = 0; y < down.size(); y++) {
            int above = down.first(y) * width;
            int below = down.second(y) * width;
            int row = y * toWidth;
            int x = 0;
            while (x < toWidth) {
                int a = above + across.first(x);
                int b = above + across.second(x);
                int c = below + across.first(x);
                int d = below + across.second(x);
                int end = across.end(x);
                if (isOneClass(a, b, c, d)) {
                    Arrays.fill(toClassIds, row + x, row + end, classIds[a]);
                } else {
                    float v = down.weight(y);
                    for (int i = x; i < end; i++) {
                        float u = across.weight(i);
                        toClassIds[row + i] = classBetween(a, b, c, d, u, v);
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

    /** The confidence interpolated between four pixels, 0..255, plus a half for rounding. */
    private float confidence(int a, int b, int c, int d, float u, float v) {
        return (1 - u) * (1 - v) * (confidences[a] & 0xff)
                + u * (1 - v) * (confidences[b] & 0xff)
                + (1 - u) * v * (confidences[c] & 0xff)
                + u * v * (confidences[d] & 0xff)
                + 0.5f;
    }

    /** The class at a point between four pixels that do not all have one class. */
    private byte classBetween(int a, int b, int c, int d, float u, float v) {
        return (byte) likeliest(a, b, c, d, (1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v);
    }

    /**
     * The class with the highest sum of weighted leads: each pixel counts for its own class and thus, if there are only
     * two, against the other.
     */
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

    /**
     * How far the logit of a class lies above that of the next, assuming that the next has all remaining probability;
     * at least {@link #LEAST_LEAD}, since the rest may be shared by several.
     */
    private static float[] leads() {
        float[] leads = new float[256];
        for (int i = 0; i < leads.length; i++) {
            double confidence = Math.min(i, 254.5) / 255;
            leads[i] = (float) Math.max(LEAST_LEAD, Math.log(confidence / (1 - confidence)));
        }
        return leads;
    }
}
