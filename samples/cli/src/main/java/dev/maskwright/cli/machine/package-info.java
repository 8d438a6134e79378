/** What asks the machine: {@code bench}, {@code doctor}, {@code soak}. */
@NullMarked
package dev.maskwright.cli.machine;

import org.jspecify.annotations.NullMarked;
