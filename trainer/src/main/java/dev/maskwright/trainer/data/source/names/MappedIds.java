package dev.maskwright.trainer.data.source.names;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.LabelIds;
import dev.maskwright.trainer.data.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Masks whose numbers have exactly the meaning given in {@code data.ids}. */
public final class MappedIds {

    private MappedIds() {}

    /**
     * The classes that the map names, in the order of the numbers, for a data set without a file of classes.
     *
     * @throws BadDatasetException if a key is not a number, or it names no class
     */
    public static NamedClasses classes(Map<String, String> ids) throws BadDatasetException {
        Map<Integer, String> names = new TreeMap<>();
        try {
            for (Map.Entry<String, String> entry : ids.entrySet()) {
                String name = ClassList.normalize(entry.getValue());
                if (!isIgnore(name) && !entry.getKey().equals(DataSettings.OTHER)) {
                    names.put(LabelIds.number(entry.getKey()), name);
                }
            }
            List<String> distinct =
                    new ArrayList<>(names.values().stream().distinct().toList());
            if (distinct.remove(ClassList.BACKGROUND)) {
                distinct.add(0, ClassList.BACKGROUND);
            }
            ClassList classes = new ClassList(distinct);
            return NamedClasses.of(classes, OptionalInt.empty(), Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new BadDatasetException("data.ids: " + e.getMessage(), e);
        }
    }

    /**
     * The meaning of each number.
     *
     * @param ignoreId the number of ignored pixels, besides 255
     * @throws BadDatasetException if a key is not a number, or a value is neither a class nor {@code ignore}
     */
    public static LabelIds labelIds(Map<String, String> ids, ClassList classes, OptionalInt ignoreId)
            throws BadDatasetException {
        Map<Integer, Integer> classIds = new HashMap<>();
        ignoreId.ifPresent(id -> classIds.put(id, Sample.IGNORE));
        boolean isOtherIgnored = false;
        for (Map.Entry<String, String> entry : ids.entrySet()) {
            if (entry.getKey().equals(DataSettings.OTHER)) {
                if (!isIgnore(entry.getValue())) {
                    throw new BadDatasetException("data.ids: '%s' can only be '%s', got '%s'"
                            .formatted(DataSettings.OTHER, DataSettings.IGNORE, entry.getValue()));
                }
                isOtherIgnored = true;
                continue;
            }
            try {
                classIds.put(LabelIds.number(entry.getKey()), classId(entry.getValue(), classes));
            } catch (IllegalArgumentException e) {
                throw new BadDatasetException("data.ids: " + e.getMessage(), e);
            }
        }
        return LabelIds.of(classIds, isOtherIgnored);
    }

    private static int classId(String value, ClassList classes) {
        String name = ClassList.normalize(value);
        OptionalInt named = classes.classId(name);
        if (named.isPresent()) {
            return named.getAsInt();
        }
        if (isIgnore(name)) {
            return Sample.IGNORE;
        }
        if (name.matches("\\d{1,3}") && Integer.parseInt(name) < classes.size()) {
            return Integer.parseInt(name);
        }
        throw new IllegalArgumentException("'%s' is neither a class nor '%s'; the classes are %s"
                .formatted(value, DataSettings.IGNORE, classes.names()));
    }

    /** Whether a value means that pixels are ignored. */
    public static boolean isIgnore(String value) {
        return ClassList.normalize(value).equals(DataSettings.IGNORE);
    }
}
