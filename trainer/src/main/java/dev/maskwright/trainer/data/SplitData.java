package dev.maskwright.trainer.data;

import java.util.List;

/** An opened data set, as any format leaves it. */
record SplitData(DataFormat format, Dataset train, Dataset validation, List<String> notes) implements DataSource {

    SplitData {
        notes = List.copyOf(notes);
    }

    @Override
    public void close() {
        train.close();
        validation.close();
    }
}
