/** The edge server: {@link dev.maskwright.server.EdgeServer} puts one engine behind several dialects. */
@NullMarked
package dev.maskwright.server;

import org.jspecify.annotations.NullMarked;
