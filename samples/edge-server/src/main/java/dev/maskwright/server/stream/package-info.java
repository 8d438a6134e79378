/** Frames that go on coming: WebSocket and MJPEG. */
@NullMarked
package dev.maskwright.server.stream;

import org.jspecify.annotations.NullMarked;
