package dev.maskwright.trainer.data;

import dev.maskwright.trainer.data.ProductMasks.Outside;
import dev.maskwright.trainer.data.ProductMasks.Target;
import java.nio.file.Path;

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
    public static DataSource open(
            Path dir, DataSettings settings, Target target, Outside outside, CacheSettings cache)
            throws BadDatasetException {
        return ProductMasks.open(dir, new ProductMasks.Settings(target, outside, cache.heapBytes()));
    }
}
