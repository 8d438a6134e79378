/** What a network, or anything else that names the class of each pixel, makes of a split of a data set. */
@NullMarked
package dev.maskwright.trainer.evaluation;

import org.jspecify.annotations.NullMarked;
