/** Recipes: every setting of a training, in groups, and how they are read and written. */
@NullMarked
package dev.maskwright.trainer.recipe;

import org.jspecify.annotations.NullMarked;
