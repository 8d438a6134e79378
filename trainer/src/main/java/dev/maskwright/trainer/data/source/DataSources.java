package dev.maskwright.trainer.data.source;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.CacheSettings;
import dev.maskwright.trainer.data.DataFormat;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.source.ProductMasks.Outside;
import dev.maskwright.trainer.data.source.ProductMasks.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Opens data sets of every format. */
public final class DataSources {

    private DataSources() {}

    /**
     * Opens a data set.
     *
     * @param dir      its folder
     * @param settings its format, or that it is to be found out, and where things are
     * @param target   which masks are learned; {@link Target#MASK} needs a format with one product per row
     * @param outside  what pixels outside the mask are, with {@link Target#MASK}
     * @param cache    where decoded pictures are kept
     * @throws BadDatasetException if the folder holds no data set of the format, or one that cannot be used
     */
    public static DataSource open(Path dir, DataSettings settings, Target target, Outside outside, CacheSettings cache)
            throws BadDatasetException {
        if (!Files.isDirectory(dir)) {
            throw new BadDatasetException("%s: no such folder; name the folder that holds the data set".formatted(dir));
        }
        try {
            DataFormat format = formatOf(dir, settings);
            if (target == Target.MASK && (format == DataFormat.FOLDER || format == DataFormat.COCO)) {
                throw new BadDatasetException(
                        "%s: target=mask is for sets with one product per row (Parquet, CSV), but this is %s; train with target=labels"
                                .formatted(dir, format == DataFormat.COCO ? "COCO" : "a folder of masks"));
            }
            return switch (format) {
                case FOLDER -> FolderData.open(dir, settings, cache);
                case COCO -> CocoData.open(dir, settings, cache);
                case CSV -> CsvData.open(dir, settings, target, outside, cache);
                case PARQUET, AUTO ->
                    ProductMasks.open(
                            dir, settings, new ProductMasks.Settings(target, outside, cache.heapBytes()), cache);
            };
        } catch (IOException | UncheckedIOException e) {
            throw new BadDatasetException("%s: cannot be read (%s)".formatted(dir, e.getMessage()), e);
        }
    }

    /**
     * As {@link #open}, for those who need the validation split alone: a Parquet data set may have no other.
     *
     * @return a source whose {@link DataSource#train} throws an {@link IllegalStateException} where there is none
     * @throws BadDatasetException as {@link #open}
     */
    public static DataSource openValidation(
            Path dir, DataSettings settings, Target target, Outside outside, CacheSettings cache)
            throws BadDatasetException {
        try {
            if (settings.train().isEmpty()
                    && ProductMasks.isForValidationOnly(dir)
                    && formatOf(dir, settings) == DataFormat.PARQUET) {
                return ProductMasks.openValidation(
                        dir, settings, new ProductMasks.Settings(target, outside, cache.heapBytes()), cache);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new BadDatasetException("%s: cannot be read (%s)".formatted(dir, e.getMessage()), e);
        }
        return open(dir, settings, target, outside, cache);
    }

    private static DataFormat formatOf(Path dir, DataSettings settings) throws BadDatasetException, IOException {
        return settings.format() == DataFormat.AUTO ? recognised(dir, settings) : settings.format();
    }

    private static DataFormat recognised(Path dir, DataSettings settings) throws BadDatasetException, IOException {
        if (!settings.train().isEmpty()) {
            return byName(settings.train().get(0));
        }
        if (ProductMasks.matches(dir)) {
            return DataFormat.PARQUET;
        }
        if (FolderData.matches(dir, settings)) {
            return DataFormat.FOLDER;
        }
        if (CocoData.matches(dir)) {
            return DataFormat.COCO;
        }
        if (CsvData.matches(dir)) {
            return DataFormat.CSV;
        }
        if (ProductMasks.isForValidationOnly(dir)) {
            return DataFormat.PARQUET;
        }
        throw new BadDatasetException(
                "%s: no data set of a known format; looked for train-*.parquet (here or in data/), for %s, for annotations/*.json of COCO, and for train.csv or one CSV file; data.format and data.train say what and where it is"
                        .formatted(dir, FolderData.lookedFor(settings)));
    }

    private static DataFormat byName(String entry) {
        String name = entry.toLowerCase(Locale.ROOT);
        if (name.endsWith(".json")) {
            return DataFormat.COCO;
        }
        if (name.endsWith(".csv") || name.endsWith(".tsv")) {
            return DataFormat.CSV;
        }
        return name.endsWith(".parquet") ? DataFormat.PARQUET : DataFormat.FOLDER;
    }
}
