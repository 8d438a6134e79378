/** What frames of one camera have in common, and what changes from one to the next; how a loop over them performs. */
@NullMarked
package dev.maskwright.sdk.internal.video;

import org.jspecify.annotations.NullMarked;
