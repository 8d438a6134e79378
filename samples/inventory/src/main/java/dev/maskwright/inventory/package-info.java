/**
 * What stands on shelves, and what changed since the last look.
 */
@NullMarked
package dev.maskwright.inventory;

import org.jspecify.annotations.NullMarked;
