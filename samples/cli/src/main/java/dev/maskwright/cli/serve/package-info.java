/** The edge server as a command. Nothing of it needs the trainer. */
@NullMarked
package dev.maskwright.cli.serve;

import org.jspecify.annotations.NullMarked;
