/** From a folder, in any format, to the splits of a data set: {@code DataSources -> DataSource -> Dataset}. */
@NullMarked
package dev.maskwright.trainer.data.source;

import org.jspecify.annotations.NullMarked;
