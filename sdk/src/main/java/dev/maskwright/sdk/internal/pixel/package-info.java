/** The memory layouts of frames, and how their rows are read as red, green and blue. */
@NullMarked
package dev.maskwright.sdk.internal.pixel;

import org.jspecify.annotations.NullMarked;
