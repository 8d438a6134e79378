/**
 * What happens to a sample before it is learned from: moved, cropped, mirrored, mixed with others, its pixels changed.
 */
@NullMarked
package dev.maskwright.trainer.data.augment;

import org.jspecify.annotations.NullMarked;
