/** What the terminal shows and how a command ends: progress, tables, words, faults, exit codes. */
@NullMarked
package dev.maskwright.cli.terminal;

import org.jspecify.annotations.NullMarked;
