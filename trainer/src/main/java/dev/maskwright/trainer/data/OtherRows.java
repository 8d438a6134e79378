package dev.maskwright.trainer.data;

import java.util.Optional;
import java.util.random.RandomGenerator;

/** Access to other rows of a data set, for augmentation that combines pictures. */
public interface OtherRows {

    /** The number of rows that are tried until one can be used. */
    int TRIES = 4;

    /**
     * Any row that can be used, the same for the same state of {@code random}; empty if several in sequence cannot be
     * used. Do not write to its arrays.
     */
    Optional<Sample> draw(RandomGenerator random);

    /** Whether a class is one of objects, not the background. */
    boolean isThing(int classId);

    /** For a sample without a data set; class 0 is assumed to be the background. */
    static OtherRows none() {
        return new OtherRows() {
            @Override
            public Optional<Sample> draw(RandomGenerator random) {
                return Optional.empty();
            }

            @Override
            public boolean isThing(int classId) {
                return classId != 0 && classId != Sample.IGNORE;
            }
        };
    }

    /** Of the data set that a row is read from. */
    static OtherRows of(Dataset data) {
        int classes = data.classes().size();
        boolean hasBackground = data.classes().name(0).equals(ClassList.BACKGROUND);
        return new OtherRows() {
            @Override
            public Optional<Sample> draw(RandomGenerator random) {
                int first = random.nextInt(data.size());
                Optional<Sample> found = Optional.empty();
                for (int i = 0; found.isEmpty() && i < Math.min(TRIES, data.size()); i++) {
                    found = read((first + i) % data.size());
                }
                return found;
            }

            private Optional<Sample> read(int row) {
                try {
                    return Optional.of(data.read(row));
                } catch (BadSampleException e) {
                    return Optional.empty(); // reported when it is read as a row itself
                }
            }

            @Override
            public boolean isThing(int classId) {
                return classId < classes && !(hasBackground && classId == 0);
            }
        };
    }
}
