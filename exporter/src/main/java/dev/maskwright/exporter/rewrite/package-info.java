/** Changes to trained networks before they are written: pure functions that keep what a network computes. */
@NullMarked
package dev.maskwright.exporter.rewrite;

import org.jspecify.annotations.NullMarked;
