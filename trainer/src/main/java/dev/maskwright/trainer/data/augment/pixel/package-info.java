/** What happens to pixels where they are: colours, blur, noise, JPEG, covered parts. */
@NullMarked
package dev.maskwright.trainer.data.augment.pixel;

import org.jspecify.annotations.NullMarked;
