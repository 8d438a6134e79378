@NullMarked
package dev.maskwright.trainer.lint;

import org.jspecify.annotations.NullMarked;
