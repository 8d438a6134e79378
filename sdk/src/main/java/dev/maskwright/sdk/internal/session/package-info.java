/** The engine: apart from package {@code graph}, ONNX Runtime is used nowhere else. */
@NullMarked
package dev.maskwright.sdk.internal.session;

import org.jspecify.annotations.NullMarked;
