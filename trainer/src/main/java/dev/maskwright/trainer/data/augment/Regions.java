package dev.maskwright.trainer.data.augment;

/** Finds connected regions: pixels of one class that share sides. */
final class Regions {

    private Regions() {}

    /**
     * Finds the region of a pixel.
     *
     * @param target (H, W), class ids
     * @param start  a pixel of the region
     * @param seen   (H, W), false for all pixels of the region; they become true
     * @param found  receives the pixels, {@code start} first; at least as long as there are pixels of its class
     * @return the number of pixels
     */
    static int fill(byte[] target, int width, int start, boolean[] seen, int[] found) {
        byte classId = target[start];
        int count = 1;
        found[0] = start;
        seen[start] = true;
        for (int next = 0; next < count; next++) {
            int i = found[next];
            int x = i % width;
            if (x > 0 && !seen[i - 1] && target[i - 1] == classId) {
                seen[i - 1] = true;
                found[count++] = i - 1;
            }
            if (x + 1 < width && !seen[i + 1] && target[i + 1] == classId) {
                seen[i + 1] = true;
                found[count++] = i + 1;
            }
            if (i >= width && !seen[i - width] && target[i - width] == classId) {
                seen[i - width] = true;
                found[count++] = i - width;
            }
            if (i + width < target.length && !seen[i + width] && target[i + width] == classId) {
                seen[i + width] = true;
                found[count++] = i + width;
            }
        }
        return count;
    }
}
