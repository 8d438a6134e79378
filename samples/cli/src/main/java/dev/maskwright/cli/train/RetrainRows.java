package dev.maskwright.cli.train;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.source.DataSources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The pictures on which a model is retrained and measured.
 *
 * @param corrections corrected pictures
 * @param replay old ones
 * @param heldOut pictures that are in neither
 * @param opened what must be closed at the end
 */
record RetrainRows(List<Dataset> corrections, List<Dataset> replay, List<Dataset> heldOut, List<DataSource> opened)
        implements AutoCloseable {

    RetrainRows {
        corrections = List.copyOf(corrections);
        replay = List.copyOf(replay);
        heldOut = List.copyOf(heldOut);
        opened = List.copyOf(opened);
    }

    /**
     * Opens the data sets. If there are separate pictures to measure on, none are held back.
     *
     * @throws BadDatasetException if one of them is not a data set
     */
    static RetrainRows open(Path corrections, Optional<Path> replay, Optional<Path> validation)
            throws BadDatasetException {
        List<DataSource> opened = new ArrayList<>();
        try {
            DataSource corrected = open(corrections, opened);
            List<Dataset> learned = new ArrayList<>(List.of(corrected.train()));
            List<Dataset> old = new ArrayList<>();
            List<Dataset> held = new ArrayList<>(List.of(corrected.validation()));
            if (replay.isPresent()) {
                DataSource before = open(replay.get(), opened);
                old.add(before.train());
                held.add(before.validation());
            }
            if (validation.isPresent()) {
                learned.add(held.get(0));
                old.addAll(held.subList(1, held.size()));
                held = List.of(open(validation.get(), opened).validation());
            }
            return new RetrainRows(learned, old, held, opened);
        } catch (BadDatasetException | RuntimeException e) {
            opened.forEach(DataSource::close);
            throw e;
        }
    }

    private static DataSource open(Path folder, List<DataSource> opened) throws BadDatasetException {
        DataSource source = DataSources.open(folder, DataSettings.defaults(), CacheOptions.inMemory());
        opened.add(source);
        return source;
    }

    int corrected() {
        return corrections.stream().mapToInt(Dataset::size).sum();
    }

    int replayed() {
        return replay.stream().mapToInt(Dataset::size).sum();
    }

    /** A line for each row that was dropped before anything was read. */
    List<String> skipped() {
        List<String> skipped = new ArrayList<>();
        corrections.forEach(split -> skipped.addAll(split.skipped()));
        replay.forEach(split -> skipped.addAll(split.skipped()));
        heldOut.forEach(split -> skipped.addAll(split.skipped()));
        return skipped;
    }

    @Override
    public void close() {
        opened.forEach(DataSource::close);
    }
}
