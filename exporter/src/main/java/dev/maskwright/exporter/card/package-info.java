/** Drafts of model cards from graphs of other tools. */
@NullMarked
package dev.maskwright.exporter.card;

import org.jspecify.annotations.NullMarked;
