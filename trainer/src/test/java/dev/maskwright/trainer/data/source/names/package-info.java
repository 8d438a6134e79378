@NullMarked
package dev.maskwright.trainer.data.source.names;

import org.jspecify.annotations.NullMarked;
