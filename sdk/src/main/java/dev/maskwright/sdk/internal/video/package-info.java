/**
 * Blends the results for a camera's frames, finds what changes from frame to frame, and measures how a loop performs.
 */
@NullMarked
package dev.maskwright.sdk.internal.video;

import org.jspecify.annotations.NullMarked;
