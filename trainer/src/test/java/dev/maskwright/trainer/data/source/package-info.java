/** Tests of reading, on real files and pictures made by the tests. */
@NullMarked
package dev.maskwright.trainer.data.source;

import org.jspecify.annotations.NullMarked;
