/** Writing networks as ONNX: operators, graphs, and what each layer kind is in them. */
@NullMarked
package dev.maskwright.exporter.onnx;

import org.jspecify.annotations.NullMarked;
