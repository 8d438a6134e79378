/** Tests of what happens to pixels where they are. */
@NullMarked
package dev.maskwright.trainer.data.augment.pixel;

import org.jspecify.annotations.NullMarked;
