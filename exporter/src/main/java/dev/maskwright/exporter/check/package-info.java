/** What is checked after a model file was written. */
@NullMarked
package dev.maskwright.exporter.check;

import org.jspecify.annotations.NullMarked;
