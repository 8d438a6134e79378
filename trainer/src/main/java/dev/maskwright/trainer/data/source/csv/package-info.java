/** Tables of pairs as CSV. */
@NullMarked
package dev.maskwright.trainer.data.source.csv;

import org.jspecify.annotations.NullMarked;
