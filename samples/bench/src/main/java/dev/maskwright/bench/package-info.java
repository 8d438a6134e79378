/** What the SDK costs: benchmarks by JMH, and measurements of whole processes. Each checks what it measures. */
@NullMarked
package dev.maskwright.bench;

import org.jspecify.annotations.NullMarked;
