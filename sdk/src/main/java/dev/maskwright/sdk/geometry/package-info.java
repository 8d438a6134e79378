/** Points, boxes, polygons and run lengths in pixels of a picture. */
@NullMarked
package dev.maskwright.sdk.geometry;

import org.jspecify.annotations.NullMarked;
