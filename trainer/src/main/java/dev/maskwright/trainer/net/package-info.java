/** Runs the layer graph with Deep Java Library: one flat block, one rule for each layer kind. */
@NullMarked
package dev.maskwright.trainer.net;

import org.jspecify.annotations.NullMarked;
