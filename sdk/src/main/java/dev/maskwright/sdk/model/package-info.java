/** Descriptions of models: card, classes, normalisation, and how pictures are resized. */
@NullMarked
package dev.maskwright.sdk.model;

import org.jspecify.annotations.NullMarked;
