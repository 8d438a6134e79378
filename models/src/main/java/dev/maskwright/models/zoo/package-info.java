/** Architectures: functions that build a network from a decoder, an encoder and a number of classes. */
@NullMarked
package dev.maskwright.models.zoo;

import org.jspecify.annotations.NullMarked;
