/** How files are written. */
@NullMarked
package dev.maskwright.models.files;

import org.jspecify.annotations.NullMarked;
