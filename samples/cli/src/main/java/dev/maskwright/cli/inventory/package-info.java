/** {@code inventory}: what stands on shelves, and what changed. */
@NullMarked
package dev.maskwright.cli.inventory;

import org.jspecify.annotations.NullMarked;
