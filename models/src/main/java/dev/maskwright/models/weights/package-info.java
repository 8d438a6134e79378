/** Parameter values: in memory, as they start, and in safetensors files. */
@NullMarked
package dev.maskwright.models.weights;

import org.jspecify.annotations.NullMarked;
