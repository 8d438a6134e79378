/**
 * What works on data sets and checkpoints: {@code lint}, {@code augment}, {@code train}, {@code evaluate} and their
 * reports.
 */
@NullMarked
package dev.maskwright.cli.train;

import org.jspecify.annotations.NullMarked;
