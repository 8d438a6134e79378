/** Trained networks on disk. */
@NullMarked
package dev.maskwright.models.checkpoint;

import org.jspecify.annotations.NullMarked;
