/** What a format is read by, and what readers of all formats list: rows that decode themselves, in splits. */
@NullMarked
package dev.maskwright.trainer.data.source.reader;

import org.jspecify.annotations.NullMarked;
