/** What a model file is, whoever wrote it: sizes of its parts, shapes, multiply-adds, and a picture of its graph. */
@NullMarked
package dev.maskwright.exporter.inspect;

import org.jspecify.annotations.NullMarked;
