/**
 * What makes and checks model files: {@code export}, {@code quantize}, {@code import}, {@code inspect}, {@code
 * compare}, {@code verify}.
 */
@NullMarked
package dev.maskwright.cli.export;

import org.jspecify.annotations.NullMarked;
