/** What a model file says of itself: card, classes, normalisation, how pictures are brought to its size. */
@NullMarked
package dev.maskwright.sdk.model;

import org.jspecify.annotations.NullMarked;
