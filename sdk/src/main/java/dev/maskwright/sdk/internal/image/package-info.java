/** Decoders of image files around ImageIO, each with the checks that its format needs. */
@NullMarked
package dev.maskwright.sdk.internal.image;

import org.jspecify.annotations.NullMarked;
