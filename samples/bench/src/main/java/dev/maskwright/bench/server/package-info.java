/** The edge server under load. */
@NullMarked
package dev.maskwright.bench.server;

import org.jspecify.annotations.NullMarked;
