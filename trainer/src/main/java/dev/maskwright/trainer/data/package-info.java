/**
 * From a folder of Parquet files to shuffled, augmented batches: {@code ProductMasks -> Dataset -> Sample -> Batch}.
 * Everything here is 8-bit; the network's own input stage normalises.
 */
@NullMarked
package dev.maskwright.trainer.data;

import org.jspecify.annotations.NullMarked;
