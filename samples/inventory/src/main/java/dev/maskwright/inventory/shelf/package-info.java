/** What a shelf holds, and how that is compared with what it held before. */
@NullMarked
package dev.maskwright.inventory.shelf;

import org.jspecify.annotations.NullMarked;
