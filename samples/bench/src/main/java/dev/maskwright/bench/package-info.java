/**
 * The speed of the SDK: JMH benchmarks, and measurements of whole processes. Each checks the results of what it
 * measures.
 */
@NullMarked
package dev.maskwright.bench;

import org.jspecify.annotations.NullMarked;
