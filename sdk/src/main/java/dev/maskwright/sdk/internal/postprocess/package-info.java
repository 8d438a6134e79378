/** From a network's output to masks. */
@NullMarked
package dev.maskwright.sdk.internal.postprocess;

import org.jspecify.annotations.NullMarked;
