/**
 * Which kernels of ONNX Runtime the convolutions of an int8 graph get, and which ones are faster on this machine:
 * layers are timed one by one, and what is chosen is proved on the whole graph.
 */
@NullMarked
package dev.maskwright.exporter.kernel;

import org.jspecify.annotations.NullMarked;
