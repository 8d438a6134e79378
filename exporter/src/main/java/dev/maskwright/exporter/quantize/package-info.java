/** Static int8 quantisation of ONNX graphs: prepare, calibrate, quantise, and keep the result only where it pays. */
@NullMarked
package dev.maskwright.exporter.quantize;

import org.jspecify.annotations.NullMarked;
