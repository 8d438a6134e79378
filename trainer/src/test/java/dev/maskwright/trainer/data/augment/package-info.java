/** Tests of augmentation. */
@NullMarked
package dev.maskwright.trainer.data.augment;

import org.jspecify.annotations.NullMarked;
