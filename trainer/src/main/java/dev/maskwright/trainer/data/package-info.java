/**
 * What training consumes: {@code Dataset -> Sample -> Batch}. Folders are opened by
 * {@link dev.maskwright.trainer.data.source.DataSources}. Everything here is 8-bit; the network's own input stage
 * normalises.
 */
@NullMarked
package dev.maskwright.trainer.data;

import org.jspecify.annotations.NullMarked;
