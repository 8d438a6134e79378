/** Camera frames and pictures in, segmentation masks out. Start at {@link dev.maskwright.sdk.Frame}. */
@NullMarked
package dev.maskwright.sdk;

import org.jspecify.annotations.NullMarked;
