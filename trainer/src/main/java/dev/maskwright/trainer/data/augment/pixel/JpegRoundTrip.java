package dev.maskwright.trainer.data.augment.pixel;

/**
 * Converts a picture to JPEG's quantised frequencies and back: YCbCr, chroma at half the resolution, blocks of 8x8
 * through the cosine transform, the tables of the standard's annex K scaled as libjpeg does. The transform is that of
 * Arai, Agui and Nakajima in floats, whose scale factors are part of the tables.
 */
final class JpegRoundTrip {

    private static final int[] LUMA = {
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29,
        51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121,
        120, 101, 72, 92, 95, 98, 112, 100, 103, 99
    };

    private static final int[] CHROMA = {
        17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99,
                99,
        99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
                99,
        99, 99, 99, 99, 99, 99
    };

    private static final double[] AAN = {
        1.0, 1.387039845, 1.306562965, 1.175875602, 1.0, 0.785694958, 0.541196100, 0.275899379
    };

    private JpegRoundTrip() {}

    /** Changes interleaved RGB in place. */
    static void apply(byte[] rgb, int width, int height, int quality) {
        int across = (width + 15) / 16 * 16; // whole blocks of both resolutions
        int down = (height + 15) / 16 * 16;
        int half = across / 2;
        float[] luma = new float[across * down];
        float[] blue = new float[half * down / 2];
        float[] red = new float[half * down / 2];
        for (int y = 0; y < down; y++) {
            int row = 3 * width * Math.min(y, height - 1);
            for (int x = 0; x < across; x++) {
                int i = row + 3 * Math.min(x, width - 1);
                int r = rgb[i] & 0xFF;
                int g = rgb[i + 1] & 0xFF;
                int b = rgb[i + 2] & 0xFF;
                float l = 0.299f * r + 0.587f * g + 0.114f * b;
                luma[y * across + x] = l - 128;
                int shared = y / 2 * half + x / 2;
                blue[shared] += 0.25f * 0.564f * (b - l);
                red[shared] += 0.25f * 0.713f * (r - l);
            }
        }
        roundTrip(luma, across, down, scaled(LUMA, quality));
        float[] chroma = scaled(CHROMA, quality);
        roundTrip(blue, half, down / 2, chroma);
        roundTrip(red, half, down / 2, chroma);
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i += 3) {
                float l = luma[y * across + x] + 128;
                float cb = blue[y / 2 * half + x / 2];
                float cr = red[y / 2 * half + x / 2];
                rgb[i] = clamped(l + 1.402f * cr);
                rgb[i + 1] = clamped(l - 0.344136f * cb - 0.714136f * cr);
                rgb[i + 2] = clamped(l + 1.772f * cb);
            }
        }
    }

    private static float[] scaled(int[] table, int quality) {
        int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        float[] steps = new float[64];
        for (int i = 0; i < 64; i++) {
            int step = Math.max(1, Math.min(255, (table[i] * percent + 50) / 100));
            steps[i] = (float) (step * AAN[i / 8] * AAN[i % 8]);
        }
        return steps;
    }

    private static void roundTrip(float[] plane, int width, int height, float[] steps) {
        float[] perStep = new float[64];
        float[] back = new float[64];
        for (int i = 0; i < 64; i++) {
            perStep[i] = 1 / (8 * steps[i]);
            back[i] = steps[i] / 8;
        }
        float[] block = new float[64];
        for (int y = 0; y < height; y += 8) {
            for (int x = 0; x < width; x += 8) {
                int corner = y * width + x;
                for (int row = 0; row < 8; row++) {
                    System.arraycopy(plane, corner + row * width, block, 8 * row, 8);
                }
                for (int row = 0; row < 64; row += 8) {
                    forward(block, row, 1);
                }
                for (int column = 0; column < 8; column++) {
                    forward(block, column, 8);
                }
                for (int i = 0; i < 64; i++) {
                    int steppedOff = (int) (block[i] * perStep[i] + 16384.5f) - 16384; // rounds, also below 0
                    block[i] = steppedOff * back[i];
                }
                for (int column = 0; column < 8; column++) {
                    inverse(block, column, 8);
                }
                for (int row = 0; row < 64; row += 8) {
                    inverse(block, row, 1);
                }
                for (int row = 0; row < 8; row++) {
                    System.arraycopy(block, 8 * row, plane, corner + row * width, 8);
                }
            }
        }
    }

    private static void forward(float[] v, int i, int step) {
        float s0 = v[i] + v[i + 7 * step];
        float d0 = v[i] - v[i + 7 * step];
        float s1 = v[i + step] + v[i + 6 * step];
        float d1 = v[i + step] - v[i + 6 * step];
        float s2 = v[i + 2 * step] + v[i + 5 * step];
        float d2 = v[i + 2 * step] - v[i + 5 * step];
        float s3 = v[i + 3 * step] + v[i + 4 * step];
        float d3 = v[i + 3 * step] - v[i + 4 * step];

        float outer = s0 - s3;
        float sum = s0 + s3;
        float inner = s1 + s2;
        v[i] = sum + inner;
        v[i + 4 * step] = sum - inner;
        float turned = (s1 - s2 + outer) * 0.70710677f;
        v[i + 2 * step] = outer + turned;
        v[i + 6 * step] = outer - turned;

        float t0 = d3 + d2;
        float t1 = d2 + d1;
        float t2 = d1 + d0;
        float z5 = (t0 - t2) * 0.38268343f;
        float z2 = 0.5411961f * t0 + z5;
        float z4 = 1.306563f * t2 + z5;
        float z3 = t1 * 0.70710677f;
        float z11 = d0 + z3;
        float z13 = d0 - z3;
        v[i + 5 * step] = z13 + z2;
        v[i + 3 * step] = z13 - z2;
        v[i + step] = z11 + z4;
        v[i + 7 * step] = z11 - z4;
    }

    private static void inverse(float[] v, int i, int step) {
        float s = v[i] + v[i + 4 * step];
        float d = v[i] - v[i + 4 * step];
        float t = v[i + 2 * step] + v[i + 6 * step];
        float u = (v[i + 2 * step] - v[i + 6 * step]) * 1.4142135f - t;
        float e0 = s + t;
        float e3 = s - t;
        float e1 = d + u;
        float e2 = d - u;

        float z13 = v[i + 5 * step] + v[i + 3 * step];
        float z10 = v[i + 5 * step] - v[i + 3 * step];
        float z11 = v[i + step] + v[i + 7 * step];
        float z12 = v[i + step] - v[i + 7 * step];
        float o0 = z11 + z13;
        float z5 = (z10 + z12) * 1.847759f;
        float o1 = -2.613126f * z10 + z5 - o0;
        float o2 = (z11 - z13) * 1.4142135f - o1;
        float o3 = 1.0823922f * z12 - z5 + o2;

        v[i] = e0 + o0;
        v[i + 7 * step] = e0 - o0;
        v[i + step] = e1 + o1;
        v[i + 6 * step] = e1 - o1;
        v[i + 2 * step] = e2 + o2;
        v[i + 5 * step] = e2 - o2;
        v[i + 4 * step] = e3 + o3;
        v[i + 3 * step] = e3 - o3;
    }

    private static byte clamped(float value) {
        return (byte) Math.max(0, Math.min(255, (int) (value + 0.5f)));
    }
}
