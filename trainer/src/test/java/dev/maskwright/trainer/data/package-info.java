/** Tests of batching, on rows that the tests make. */
@NullMarked
package dev.maskwright.trainer.data;

import org.jspecify.annotations.NullMarked;
