/** Reads image files with ImageIO, with the checks that each format needs. */
@NullMarked
package dev.maskwright.sdk.internal.image;

import org.jspecify.annotations.NullMarked;
