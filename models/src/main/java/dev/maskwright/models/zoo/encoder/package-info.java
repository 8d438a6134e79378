/** Encoders: the part of a network that turns an image into features, from fine to coarse. */
@NullMarked
package dev.maskwright.models.zoo.encoder;

import org.jspecify.annotations.NullMarked;
