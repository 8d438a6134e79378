/** What is measured: counts of pixels by true and predicted class, and figures made of them. */
@NullMarked
package dev.maskwright.trainer.metric;

import org.jspecify.annotations.NullMarked;
