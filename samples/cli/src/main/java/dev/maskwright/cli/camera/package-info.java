/** {@code camera}. */
@NullMarked
package dev.maskwright.cli.camera;

import org.jspecify.annotations.NullMarked;
