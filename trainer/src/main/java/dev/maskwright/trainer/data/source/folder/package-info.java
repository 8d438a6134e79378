/** Pictures in a folder and masks in another. */
@NullMarked
package dev.maskwright.trainer.data.source.folder;

import org.jspecify.annotations.NullMarked;
