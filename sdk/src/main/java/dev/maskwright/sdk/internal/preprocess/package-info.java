/** From frames to the input tensor of a network. */
@NullMarked
package dev.maskwright.sdk.internal.preprocess;

import org.jspecify.annotations.NullMarked;
