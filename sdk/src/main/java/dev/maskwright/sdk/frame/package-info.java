/** Pictures as cameras and decoders deliver them: planes of pixels, their layout, colours and rotation. */
@NullMarked
package dev.maskwright.sdk.frame;

import org.jspecify.annotations.NullMarked;
