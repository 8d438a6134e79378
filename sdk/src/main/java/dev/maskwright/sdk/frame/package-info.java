/** What a camera or a decoder gives: planes of pixels, their layout, colours and rotation. */
@NullMarked
package dev.maskwright.sdk.frame;

import org.jspecify.annotations.NullMarked;
