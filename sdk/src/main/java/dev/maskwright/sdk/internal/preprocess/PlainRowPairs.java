package dev.maskwright.sdk.internal.preprocess;

import dev.maskwright.sdk.internal.pixel.YuvReader;

/** Adds up pairs of rows in long loops over whole arrays; intermediate values stay in the L1 cache. */
final class PlainRowPairs implements RowPairs {

    private final int[] firstGrey;
    private final int[] secondGrey;
    private final int[] first;
    private final int[] second;

    /** @param groups how many groups a row has */
    PlainRowPairs(int groups) {
        firstGrey = new int[groups];
        secondGrey = new int[groups];
        first = new int[groups];
        second = new int[groups];
    }

    @Override
    public void open(int[] firstLuma, int[] secondLuma, int shift, int factor) {
        YuvReader.scale(firstLuma, shift, factor, 0, firstGrey);
        YuvReader.scale(secondLuma, shift, factor, 0, secondGrey);
    }

    @Override
    public void add(int[] tint, int[][] targets, int[] weights, int count) {
        YuvReader.add(firstGrey, tint, first);
        YuvReader.add(secondGrey, tint, second);
        int k = 0;
        for (int w = 0; k + 1 < count; k += 2, w += 4) {
            add(first, second, weights[w], weights[w + 1], targets[k], weights[w + 2], weights[w + 3], targets[k + 1]);
        }
        if (k < count) {
            add(first, second, weights[2 * k], weights[2 * k + 1], targets[k]);
        }
    }

    private static void add(
            int[] first, int[] second, int firstOfA, int secondOfA, int[] a, int firstOfB, int secondOfB, int[] b) {
        for (int i = 0; i < first.length; i++) {
            int x = first[i];
            int y = second[i];
            a[i] += x * firstOfA + y * secondOfA;
            b[i] += x * firstOfB + y * secondOfB;
        }
    }

    private static void add(int[] first, int[] second, int weight, int weightOfSecond, int[] to) {
        for (int i = 0; i < first.length; i++) {
            to[i] += first[i] * weight + second[i] * weightOfSecond;
        }
    }
}
