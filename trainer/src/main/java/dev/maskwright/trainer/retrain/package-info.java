/** Fine-tuning of a deployed network on a few corrected pictures, in minutes on a processor. */
@NullMarked
package dev.maskwright.trainer.retrain;

import org.jspecify.annotations.NullMarked;
