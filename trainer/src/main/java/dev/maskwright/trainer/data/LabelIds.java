package dev.maskwright.trainer.data;

import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The class of each number in a mask: usually the number itself. 255 is {@link Sample#IGNORE} unless it is named as a
 * class.
 */
public final class LabelIds {

    /** The largest number that a mask can hold. */
    public static final int MOST = Character.MAX_VALUE;

    private static final short NONE = -1;

    private final short[] classIds; // by stored number

    private LabelIds(short[] classIds) {
        this.classIds = classIds;
    }

    /**
     * Every class under its own number.
     *
     * @param ignoreId the number of ignored pixels, 0..65535
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
     * Classes with the numbers of a data set.
     *
     * @param classIds by number, 0..65535; {@link Sample#IGNORE} for the number of ignored pixels
     * @param isOtherIgnored whether all other numbers stand for ignored pixels; if not, they are not a class
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
     * @throws IllegalArgumentException if it is not in 0..65535
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
     * @return the first number that is not a class, if there is one; the target is then invalid
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

    /** A canonical text: two are equal as texts if they have the same meaning. */
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
