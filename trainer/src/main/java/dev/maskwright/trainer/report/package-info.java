/** What a person sees of a training: pages that open without a network, curves, and files for other people's tools. */
@NullMarked
package dev.maskwright.trainer.report;

import org.jspecify.annotations.NullMarked;
