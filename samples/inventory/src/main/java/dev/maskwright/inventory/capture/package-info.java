/** How a picture was taken: sharp, bright and level enough, and of which place. */
@NullMarked
package dev.maskwright.inventory.capture;

import org.jspecify.annotations.NullMarked;
