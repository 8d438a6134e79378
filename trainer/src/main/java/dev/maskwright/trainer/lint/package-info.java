/** What is wrong with a data set, before a network is trained on it. */
@NullMarked
package dev.maskwright.trainer.lint;

import org.jspecify.annotations.NullMarked;
