/** From what a network gives to masks. */
@NullMarked
package dev.maskwright.sdk.internal.postprocess;

import org.jspecify.annotations.NullMarked;
