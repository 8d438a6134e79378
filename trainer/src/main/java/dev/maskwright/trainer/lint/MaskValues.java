package dev.maskwright.trainer.lint;

import dev.maskwright.trainer.data.LabelIds;
import dev.maskwright.trainer.data.RawMask;
import dev.maskwright.trainer.data.Sample;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What values a mask of ids or colours holds.
 *
 * @param counts    pixels by class id; {@link Sample#IGNORE} counts as one
 * @param stored    pixels by stored id, for masks of ids; all 0 for colours
 * @param strangers pixels by stored value that is no class: an id such as {@code 37}, or a colour such as {@code
 *     #102030}
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record MaskValues(long[] counts, long[] stored, Map<String, Long> strangers) {

    /** A mask that was saved with lossy compression has thousands of colours; only some are listed. */
    private static final int MOST_STRANGERS = 4096;

    /** @throws IllegalArgumentException for a mask in black and white, which has no ids */
    static MaskValues of(RawMask mask) {
        if (mask instanceof RawMask.Ids ids) {
            return of(ids);
        }
        if (mask instanceof RawMask.Colours colours) {
            return of(colours);
        }
        throw new IllegalArgumentException("a product's mask has levels, not ids");
    }

    private static MaskValues of(RawMask.Ids mask) {
        long[] stored = new long[LabelIds.MOST + 1];
        for (char id : mask.ids()) {
            stored[id]++;
        }
        long[] counts = new long[256];
        Map<String, Long> strangers = new LinkedHashMap<>();
        for (int value = 0; value < stored.length; value++) {
            if (stored[value] == 0) {
                continue;
            }
            OptionalInt classId = mask.meaning().classId(value);
            if (classId.isPresent()) {
                counts[classId.getAsInt()] += stored[value];
            } else {
                strangers.put(String.valueOf(value), stored[value]);
            }
        }
        return new MaskValues(counts, stored, strangers);
    }

    private static MaskValues of(RawMask.Colours mask) {
        long[] counts = new long[256];
        Map<String, Long> strangers = new LinkedHashMap<>();
        byte[] rgb = mask.rgb();
        int end = 0;
        for (int start = 0; start < rgb.length; start = end) { // colours come in runs
            end = start + 3;
            while (end < rgb.length
                    && rgb[end] == rgb[start]
                    && rgb[end + 1] == rgb[start + 1]
                    && rgb[end + 2] == rgb[start + 2]) {
                end += 3;
            }
            int colour = (rgb[start] & 0xFF) << 16 | (rgb[start + 1] & 0xFF) << 8 | (rgb[start + 2] & 0xFF);
            long run = ((long) end - start) / 3;
            OptionalInt classId = mask.palette().classId(colour);
            if (classId.isPresent()) {
                counts[classId.getAsInt()] += run;
            } else if (strangers.size() < MOST_STRANGERS) {
                strangers.merge("#%06x".formatted(colour), run, Long::sum);
            }
        }
        return new MaskValues(counts, new long[256], strangers);
    }

    long countOf(int classId) {
        return counts[classId];
    }

    /** The ids of the classes that have pixels. */
    IntStream classes() {
        return IntStream.range(0, Sample.IGNORE).filter(id -> counts[id] > 0);
    }

    /** Whether the mask holds both 0 and 255, where 255 is not a class, and nothing else. */
    boolean isZeroAnd255() {
        return stored[0] > 0
                && stored[255] > 0
                && counts[Sample.IGNORE] >= stored[255]
                && IntStream.range(1, stored.length).allMatch(value -> value == 255 || stored[value] == 0);
    }
}
