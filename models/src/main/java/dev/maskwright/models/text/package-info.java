/** Words, as far as every module needs them. */
@NullMarked
package dev.maskwright.models.text;

import org.jspecify.annotations.NullMarked;
