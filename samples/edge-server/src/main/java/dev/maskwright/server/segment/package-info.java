/** The server's own interface: {@code /v1/segment}. */
@NullMarked
package dev.maskwright.server.segment;

import org.jspecify.annotations.NullMarked;
