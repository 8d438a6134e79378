/** Parameter values: in memory, as they start, and in files of our own, of PyTorch and of other projects. */
@NullMarked
package dev.maskwright.models.weights;

import org.jspecify.annotations.NullMarked;
