/** Camera frames and pictures in, segmentation masks out. Start at {@link dev.maskwright.sdk.Segmenter}. */
@NullMarked
package dev.maskwright.sdk;

import org.jspecify.annotations.NullMarked;
