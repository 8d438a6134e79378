package dev.maskwright.trainer.retrain;

import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Maps the ids of one list of classes to another, by name as normalised by {@link ClassList#normalize}. */
public final class ClassIds {

    private final byte[] ids = new byte[256];

    private ClassIds() {
        Arrays.fill(ids, (byte) Sample.IGNORE);
    }

    /**
     * Finds each class of a data set.
     *
     * @throws IllegalArgumentException if any is missing; the message names all of them
     */
    public static ClassIds of(ClassList from, List<String> to, String source) {
        List<String> there = to.stream().map(ClassList::normalize).toList();
        List<String> missing = from.names().stream()
                .filter(name -> !there.contains(ClassList.normalize(name)))
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s: no class is called %s; the classes are %s".formatted(source, missing, to));
        }
        ClassIds found = new ClassIds();
        for (int id = 0; id < from.size(); id++) {
            found.ids[id] = (byte) there.indexOf(ClassList.normalize(from.name(id)));
        }
        return found;
    }

    /** The same pixels with other ids; ignored ones stay ignored. */
    public byte[] of(byte[] pixels) {
        byte[] renumbered = new byte[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            renumbered[i] = ids[Byte.toUnsignedInt(pixels[i])];
        }
        return renumbered;
    }

    /** A row with other ids; empty if it cannot be used. */
    Optional<Sample> read(Dataset rows, int row) {
        try {
            Sample sample = rows.read(row);
            return Optional.of(
                    new Sample(sample.rgb(), of(sample.target()), sample.width(), sample.height(), sample.box()));
        } catch (BadSampleException e) {
            return Optional.empty();
        }
    }
}
