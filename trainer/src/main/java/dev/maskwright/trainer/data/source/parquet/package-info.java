/** Parquet files, through DuckDB. */
@NullMarked
package dev.maskwright.trainer.data.source.parquet;

import org.jspecify.annotations.NullMarked;
