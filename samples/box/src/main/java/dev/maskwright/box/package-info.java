/** The {@code maskwright} command of a machine that runs models and trains none. */
@NullMarked
package dev.maskwright.box;

import org.jspecify.annotations.NullMarked;
