/** From frames to the pixels a network is given. */
@NullMarked
package dev.maskwright.sdk.internal.preprocess;

import org.jspecify.annotations.NullMarked;
