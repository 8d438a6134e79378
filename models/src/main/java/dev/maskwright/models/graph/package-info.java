/**
 * Networks as graphs of named layers: the one description that the trainer runs, the exporter writes and importers map
 * to the keys of other libraries.
 */
@NullMarked
package dev.maskwright.models.graph;

import org.jspecify.annotations.NullMarked;
