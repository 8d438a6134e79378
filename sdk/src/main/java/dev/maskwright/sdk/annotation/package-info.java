/** Regions as files for annotation tools. */
@NullMarked
package dev.maskwright.sdk.annotation;

import org.jspecify.annotations.NullMarked;
