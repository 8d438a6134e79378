package dev.maskwright.trainer.data.source.reader;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.DataSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the rows of each split are: files or folders, in the order in which they are read. Without any for validation,
 * a part of the training rows is held back; without any for training, the data set can only be evaluated on.
 */
public record Found(List<Path> train, List<Path> validation) {

    public Found {
        train = List.copyOf(train);
        validation = List.copyOf(validation);
    }

    /** What the settings name. */
    public static Found named(Path dir, DataSettings settings) {
        return new Found(resolved(dir, settings.train()), resolved(dir, settings.validation()));
    }

    private static List<Path> resolved(Path dir, List<String> names) {
        return names.stream().map(dir::resolve).toList();
    }

    public boolean isEmpty() {
        return train.isEmpty() && validation.isEmpty();
    }

    public List<Path> all() {
        return Stream.concat(train.stream(), validation.stream()).toList();
    }

    /**
     * Checks that all of them exist.
     *
     * @param kind what each of them must be, such as {@code annotation file}
     * @throws BadDatasetException if one does not exist, or is not a file
     */
    public void requireFiles(String kind) throws BadDatasetException {
        for (Path file : all()) {
            if (!Files.isRegularFile(file)) {
                throw new BadDatasetException(
                        "%s: there is no such %s; correct data.train or data.validation".formatted(file, kind));
            }
        }
    }
}
