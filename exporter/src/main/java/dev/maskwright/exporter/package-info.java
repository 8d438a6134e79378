/** From a trained network to a model file: {@link dev.maskwright.exporter.Export} is where to start. */
@NullMarked
package dev.maskwright.exporter;

import org.jspecify.annotations.NullMarked;
