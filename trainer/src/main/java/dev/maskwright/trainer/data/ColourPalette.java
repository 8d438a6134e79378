package dev.maskwright.trainer.data;

import java.util.Map;
import java.util.OptionalInt;

/**
 * The class of each colour of a mask.
 *
 * @param classIds by 0xRRGGBB; {@link Sample#IGNORE} for a colour that does not count
 */
public record ColourPalette(Map<Integer, Integer> classIds) {

    public ColourPalette {
        classIds = Map.copyOf(classIds);
    }

    /** The class id, or {@link Sample#IGNORE}; empty for a colour that the palette does not have. */
    public OptionalInt classId(int rgb) {
        Integer id = classIds.get(rgb);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }
}
