/** Analysis over time: regions tracked from frame to frame, lines and zones, events. */
@NullMarked
package dev.maskwright.sdk.video;

import org.jspecify.annotations.NullMarked;
