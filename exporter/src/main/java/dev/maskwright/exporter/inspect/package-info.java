/** What a model file of any tool is: sizes of its parts, shapes, multiply-adds, and a picture of its graph. */
@NullMarked
package dev.maskwright.exporter.inspect;

import org.jspecify.annotations.NullMarked;
