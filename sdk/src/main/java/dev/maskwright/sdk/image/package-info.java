/**
 * Image files, and masks drawn as images: apart from the decoders, the only package of the SDK that needs AWT and
 * ImageIO.
 */
@NullMarked
package dev.maskwright.sdk.image;

import org.jspecify.annotations.NullMarked;
