/**
 * What people correct of masks, as a data set that a model is retrained on; and which picture to correct next. It needs
 * no trainer.
 */
@NullMarked
package dev.maskwright.folder.corrections;

import org.jspecify.annotations.NullMarked;
