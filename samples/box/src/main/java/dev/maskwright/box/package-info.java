/** The {@code maskwright} command for machines that run models but do not train them. */
@NullMarked
package dev.maskwright.box;

import org.jspecify.annotations.NullMarked;
