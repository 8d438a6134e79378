/** Which model file was made from what. */
@NullMarked
package dev.maskwright.models.history;

import org.jspecify.annotations.NullMarked;
