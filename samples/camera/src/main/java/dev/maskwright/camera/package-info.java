/**
 * Live video: {@link dev.maskwright.camera.Camera} gives the frames of a camera, and {@link dev.maskwright.camera.Live}
 * segments, counts and shows them.
 */
@NullMarked
package dev.maskwright.camera;

import org.jspecify.annotations.NullMarked;
