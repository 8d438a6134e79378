/** Tests of reading, augmenting and batching, on real Parquet files and real pictures made by the tests. */
@NullMarked
package dev.maskwright.trainer.data;

import org.jspecify.annotations.NullMarked;
