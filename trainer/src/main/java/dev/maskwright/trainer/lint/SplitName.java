package dev.maskwright.trainer.lint;

import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;

/** A part of a data set. */
public enum SplitName {
    TRAIN,
    VALIDATION;

    public Dataset of(DataSource source) {
        return this == TRAIN ? source.train() : source.validation();
    }
}
