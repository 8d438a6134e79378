package dev.maskwright.trainer.data.source;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.ClassList;
import dev.maskwright.trainer.data.DataFormat;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An opened data set of any format.
 *
 * @param onClose closes the source of the rows
 */
record OpenedData(
        Path dir,
        DataFormat format,
        ClassList classes,
        Optional<Dataset> findTrain,
        Dataset validation,
        List<String> notes,
        Runnable onClose)
        implements DataSource {

    OpenedData {
        notes = List.copyOf(notes);
    }

    @Override
    public Dataset train() throws BadDatasetException {
        return findTrain.orElseThrow(() ->
                new BadDatasetException(("%s: there is only a validation split, on which a network can be evaluated but"
                                + " not trained; add rows to train on, or name them in data.train")
                        .formatted(dir)));
    }

    @Override
    public void close() {
        findTrain.ifPresent(Dataset::close);
        validation.close();
        onClose.run();
    }
}
