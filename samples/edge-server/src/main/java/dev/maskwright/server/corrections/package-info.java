/**
 * {@code /v1/corrections}: pictures that the model is unsure of, what people say is in them, and retraining on that.
 * Off unless a folder is named; the only dialect that keeps anything.
 */
@NullMarked
package dev.maskwright.server.corrections;

import org.jspecify.annotations.NullMarked;
