/** ONNX graphs as messages: what makes and reads a value, attributes of nodes, constants. */
@NullMarked
package dev.maskwright.exporter.graph;

import org.jspecify.annotations.NullMarked;
