/** What all groups of settings are made of. */
@NullMarked
package dev.maskwright.trainer.data.augment.base;

import org.jspecify.annotations.NullMarked;
