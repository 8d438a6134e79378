package dev.maskwright.trainer.data;

import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;

/** What class each number in a mask is: usually itself. 255 is {@link Sample#IGNORE} unless it is a class by name. */
public final class LabelIds {

    /** The largest number that a mask holds. */
    public static final int MOST = Character.MAX_VALUE;

    private static final short NONE = -1;

    private final short[] classIds; // by stored number

    private LabelIds(short[] classIds) {
        this.classIds = classIds;
    }

    /**
     * Every class under its own number.
     *
     * @param ignoreId a number, 0..65535, that stands where a pixel does not count
     */
    public static LabelIds of(ClassList classes, OptionalInt ignoreId) {
        short[] own = new short[MOST + 1];
        Arrays.fill(own, NONE);
        for (short id = 0; id < classes.size(); id++) {
            own[id] = id;
        }
        own[Sample.IGNORE] = Sample.IGNORE;
        ignoreId.ifPresent(id -> own[id] = Sample.IGNORE);
        return new LabelIds(own);
    }

    /**
     * Classes under numbers of a data set's own.
     *
     * @param classIds by number, 0..65535; {@link Sample#IGNORE} for one that stands where a pixel does not count
     * @param isOtherIgnored whether all other numbers stand where a pixel does not count; if not, they are no class
     */
    public static LabelIds of(Map<Integer, Integer> classIds, boolean isOtherIgnored) {
        short[] given = new short[MOST + 1];
        Arrays.fill(given, isOtherIgnored ? Sample.IGNORE : NONE);
        given[Sample.IGNORE] = Sample.IGNORE;
        classIds.forEach((number, id) -> given[number] = id.shortValue());
        return new LabelIds(given);
    }

    /**
     * A number as text.
     *
     * @throws IllegalArgumentException if it is none of 0..65535
     */
    public static int number(String text) {
        if (!text.strip().matches("\\d{1,5}") || Integer.parseInt(text.strip()) > MOST) {
            throw new IllegalArgumentException("masks hold whole numbers of 0..%d, got '%s'".formatted(MOST, text));
        }
        return Integer.parseInt(text.strip());
    }

    /** The class id, or {@link Sample#IGNORE}; empty if the number is neither. */
    public OptionalInt classId(int stored) {
        return classIds[stored] == NONE ? OptionalInt.empty() : OptionalInt.of(classIds[stored]);
    }

    /**
     * Turns stored numbers into class ids.
     *
     * @param target takes them
     * @return the first number that is no class, if there is one; then the target is of no use
     */
    public OptionalInt apply(char[] numbers, byte[] target) {
        for (int i = 0; i < numbers.length; i++) {
            short classId = classIds[numbers[i]];
            if (classId == NONE) {
                return OptionalInt.of(numbers[i]);
            }
            target[i] = (byte) classId;
        }
        return OptionalInt.empty();
    }

    /** What begins at which number: so two are equal as texts if they mean the same. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int number = 0; number <= MOST; number++) {
            if (number == 0 || classIds[number] != classIds[number - 1]) {
                text.append(number).append('=').append(classIds[number]).append(' ');
            }
        }
        return text.toString().strip();
    }
}
