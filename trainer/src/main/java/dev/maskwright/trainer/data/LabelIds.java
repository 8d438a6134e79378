package dev.maskwright.trainer.data;

import java.util.Arrays;
import java.util.OptionalInt;

/** What class each number in a mask is: usually itself. 255 always is {@link Sample#IGNORE}. */
public final class LabelIds {

    private static final int NONE = -1;

    private final int[] classIds = new int[256]; // by stored id

    private LabelIds(int classes, OptionalInt ignoreId) {
        Arrays.fill(classIds, NONE);
        for (int id = 0; id < classes; id++) {
            classIds[id] = id;
        }
        classIds[Sample.IGNORE] = Sample.IGNORE;
        ignoreId.ifPresent(id -> classIds[id] = Sample.IGNORE);
    }

    /**
     * Every class under its own number.
     *
     * @param ignoreId a number, 0..255, that stands where a pixel does not count
     */
    public static LabelIds of(ClassList classes, OptionalInt ignoreId) {
        return new LabelIds(classes.size(), ignoreId);
    }

    /** The class id, or {@link Sample#IGNORE}; empty if the number is neither. */
    public OptionalInt classId(int stored) {
        return classIds[stored] == NONE ? OptionalInt.empty() : OptionalInt.of(classIds[stored]);
    }

    /**
     * Turns stored numbers into class ids, in place.
     *
     * @return the first number that is no class, if there is one; then the array is of no use
     */
    public OptionalInt apply(byte[] ids) {
        for (int i = 0; i < ids.length; i++) {
            int stored = ids[i] & 0xFF;
            int classId = classIds[stored];
            if (classId == NONE) {
                return OptionalInt.of(stored);
            }
            ids[i] = (byte) classId;
        }
        return OptionalInt.empty();
    }
}
