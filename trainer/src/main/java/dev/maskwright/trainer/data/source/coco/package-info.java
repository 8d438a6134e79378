/** Annotations of COCO. */
@NullMarked
package dev.maskwright.trainer.data.source.coco;

import org.jspecify.annotations.NullMarked;
