/** How the pixels of frames lie in memory, and how their rows are read as red, green and blue. */
@NullMarked
package dev.maskwright.sdk.internal.pixel;

import org.jspecify.annotations.NullMarked;
