/** The {@code maskwright} command: one class per command, all of it on the public API of the other modules. */
@NullMarked
package dev.maskwright.cli;

import org.jspecify.annotations.NullMarked;
