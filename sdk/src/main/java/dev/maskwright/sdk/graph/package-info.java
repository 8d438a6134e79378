/**
 * Raw graphs in ONNX Runtime: tensors in, tensors out. For tools that inspect, measure or create models; applications
 * use {@link dev.maskwright.sdk.Segmenter}. Other modules call ONNX Runtime only through this package.
 */
@NullMarked
package dev.maskwright.sdk.graph;

import org.jspecify.annotations.NullMarked;
