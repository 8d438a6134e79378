package dev.maskwright.trainer.data.source;

import dev.maskwright.trainer.data.DataFormat;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;
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
