/** The training loop with what it needs: optimiser, schedule, teacher, checkpoint. */
@NullMarked
package dev.maskwright.trainer.fit;

import org.jspecify.annotations.NullMarked;
