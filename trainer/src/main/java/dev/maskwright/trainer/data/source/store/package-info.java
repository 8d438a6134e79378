/** Where encoded and decoded pictures lie, and what files are known by. */
@NullMarked
package dev.maskwright.trainer.data.source.store;

import org.jspecify.annotations.NullMarked;
