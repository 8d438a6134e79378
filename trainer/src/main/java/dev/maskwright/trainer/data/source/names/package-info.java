/** What the files of a data set are called, and what names, colours and numbers in them mean. */
@NullMarked
package dev.maskwright.trainer.data.source.names;

import org.jspecify.annotations.NullMarked;
