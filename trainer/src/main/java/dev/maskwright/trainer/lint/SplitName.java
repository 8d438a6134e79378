package dev.maskwright.trainer.lint;

import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;
import java.util.Optional;

/** A part of a data set. */
public enum SplitName {
    TRAIN,
    VALIDATION;

    /** Empty if the data set has no such split. */
    public Optional<Dataset> of(DataSource source) {
        return this == TRAIN ? source.findTrain() : Optional.of(source.validation());
    }
}
