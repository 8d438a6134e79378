/** What training makes small. */
@NullMarked
package dev.maskwright.trainer.loss;

import org.jspecify.annotations.NullMarked;
