@NullMarked
package dev.maskwright.box;

import org.jspecify.annotations.NullMarked;
