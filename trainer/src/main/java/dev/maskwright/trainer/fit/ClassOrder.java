package dev.maskwright.trainer.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;

/**
 * Maps the classes of a student to those of a teacher.
 *
 * @param places the teacher's id of each class of the student; empty if they are the same
 */
public record ClassOrder(List<Integer> places) {

    static final ClassOrder SAME = new ClassOrder(List.of());

    public ClassOrder {
        places = List.copyOf(places);
    }

    /**
     * Finds the classes by their names.
     *
     * @param name of the teacher, for messages
     * @throws IllegalArgumentException if one of the two has a class that the other does not have: the other
     *     probabilities would say nothing about it
     */
    public static ClassOrder of(List<String> teacher, List<String> student, String name) {
        List<String> missing = without(student, teacher);
        List<String> strange = without(teacher, student);
        if (!missing.isEmpty() || !strange.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s cannot teach these classes:%s%s a teacher has the classes of the data, in any order"
                            .formatted(
                                    name, said("it does not have", missing), said("the data does not have", strange)));
        }
        return teacher.equals(student)
                ? SAME
                : new ClassOrder(student.stream().map(teacher::indexOf).toList());
    }

    private static List<String> without(List<String> names, List<String> others) {
        List<String> rest = new ArrayList<>(names);
        rest.removeAll(others);
        return rest;
    }

    private static String said(String words, List<String> names) {
        return names.isEmpty() ? "" : " %s %s;".formatted(words, String.join(", ", names));
    }

    /** The teacher's logits, (N, K, H, W), in the student's order of classes. */
    public NDArray of(NDArray logits) {
        if (places.isEmpty()) {
            return logits;
        }
        NDList planes = new NDList();
        places.forEach(place -> planes.add(logits.get(":, {}:{}", place, place + 1)));
        return NDArrays.concat(planes, 1);
    }
}
