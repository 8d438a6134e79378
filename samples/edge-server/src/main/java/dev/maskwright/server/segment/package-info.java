/** The server's own interface: {@code /v1/segment} and {@code /v1/models}. */
@NullMarked
package dev.maskwright.server.segment;

import org.jspecify.annotations.NullMarked;
