/**
 * Graphs in ONNX Runtime as they stand: tensors in, tensors out. For tools that look into models, measure them or make
 * new ones; applications call {@link dev.maskwright.sdk.Segmenter}. Outside this module, nothing talks to ONNX Runtime
 * but through here.
 */
@NullMarked
package dev.maskwright.sdk.graph;

import org.jspecify.annotations.NullMarked;
