package dev.maskwright.trainer.data.augment;

import dev.maskwright.sdk.model.Resampler;
import dev.maskwright.sdk.model.Resampler.Filter;
import dev.maskwright.trainer.data.OtherRows;
import dev.maskwright.trainer.data.Sample;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A connected region of one class, cut out of its picture: its bounding rectangle and one pixel around it where the
 * picture continues.
 *
 * @param rgb    (H, W, 3), black outside of the region, so that resizing mixes in nothing from around it
 * @param cover  (H, W), 255 inside the region and 0 outside
 * @param pixels inside
 * @param atLeft whether the region touches the border of its picture there, as {@code atTop}, {@code atRight} and
 *     {@code atBottom}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CutThing(
        int classId,
        byte[] rgb,
        byte[] cover,
        int width,
        int height,
        int pixels,
        boolean atLeft,
        boolean atTop,
        boolean atRight,
        boolean atBottom) {

    /**
     * A random region of a picture: all its classes are equally likely, so that rare and small objects are as frequent
     * as carpets, and within a class all pixels.
     *
     * @return empty if there is only background
     */
    static Optional<CutThing> draw(Sample sample, OtherRows rows, RandomGenerator random) {
        int[] counts = new int[256];
        for (byte id : sample.target()) {
            counts[id & 0xFF]++;
        }
        int present = 0;
        for (int id = 0; id < Sample.IGNORE; id++) {
            present += counts[id] > 0 && rows.isThing(id) ? 1 : 0;
        }
        if (present == 0) {
            return Optional.empty();
        }
        int wanted = random.nextInt(present);
        int classId = 0;
        for (int seen = -1; ; classId++) {
            seen += counts[classId] > 0 && rows.isThing(classId) ? 1 : 0;
            if (seen == wanted) {
                break;
            }
        }
        int nth = random.nextInt(counts[classId]);
        int start = 0;
        while (nth > 0 || (sample.target()[start] & 0xFF) != classId) {
            nth -= (sample.target()[start] & 0xFF) == classId ? 1 : 0;
            start++;
        }
        return Optional.of(around(sample, start, counts[classId]));
    }

    /** @param most the largest possible number of pixels of the region */
    private static CutThing around(Sample sample, int start, int most) {
        int width = sample.width();
        int height = sample.height();
        byte[] target = sample.target();
        boolean[] inside = new boolean[target.length];
        int[] found = new int[most];
        int count = Regions.fill(target, width, start, inside, found);
        int left = width;
        int top = height;
        int right = 0;
        int bottom = 0;
        for (int next = 0; next < count; next++) {
            int x = found[next] % width;
            int y = found[next] / width;
            left = Math.min(left, x);
            top = Math.min(top, y);
            right = Math.max(right, x + 1);
            bottom = Math.max(bottom, y + 1);
        }
        int fromX = Math.max(0, left - 1);
        int fromY = Math.max(0, top - 1);
        int cutWidth = Math.min(width, right + 1) - fromX;
        int cutHeight = Math.min(height, bottom + 1) - fromY;
        byte[] rgb = new byte[3 * cutWidth * cutHeight];
        byte[] cover = new byte[cutWidth * cutHeight];
        for (int next = 0; next < count; next++) {
            int i = found[next];
            int to = (i / width - fromY) * cutWidth + i % width - fromX;
            cover[to] = (byte) 255;
            rgb[3 * to] = sample.rgb()[3 * i];
            rgb[3 * to + 1] = sample.rgb()[3 * i + 1];
            rgb[3 * to + 2] = sample.rgb()[3 * i + 2];
        }
        return new CutThing(
                target[start] & 0xFF,
                rgb,
                cover,
                cutWidth,
                cutHeight,
                count,
                left == 0,
                top == 0,
                right == width,
                bottom == height);
    }

    CutThing mirrored() {
        byte[] turned = new byte[rgb.length];
        byte[] covered = new byte[cover.length];
        for (int i = 0; i < cover.length; i++) {
            int from = i - i % width + (width - 1 - i % width);
            covered[i] = cover[from];
            System.arraycopy(rgb, 3 * from, turned, 3 * i, 3);
        }
        return new CutThing(
                classId,
                turned,
                covered,
                width,
                height,
                pixels,
                /* atLeft= */ atRight,
                atTop,
                /* atRight= */ atLeft,
                atBottom);
    }

    /** At another size, with an edge as soft as in a resized picture. */
    CutThing resized(int toWidth, int toHeight) {
        return new CutThing(
                classId,
                Resampler.resize(rgb, width, height, 3, Filter.BILINEAR, toWidth, toHeight),
                Resampler.resize(cover, width, height, 1, Filter.BILINEAR, toWidth, toHeight),
                toWidth,
                toHeight,
                (int) ((long) pixels * toWidth * toHeight / ((long) width * height)),
                atLeft,
                atTop,
                atRight,
                atBottom);
    }
}
