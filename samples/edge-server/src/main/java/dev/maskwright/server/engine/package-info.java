/**
 * What turns pictures into masks, whoever asks: models that can be swapped, a bounded queue, workers. Knows nothing of
 * HTTP.
 */
@NullMarked
package dev.maskwright.server.engine;

import org.jspecify.annotations.NullMarked;
