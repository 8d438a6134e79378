/** The training loop with what it needs: recipe, optimiser, schedule, checkpoint, evaluation. */
@NullMarked
package dev.maskwright.trainer.fit;

import org.jspecify.annotations.NullMarked;
