/** {@code segment}: pictures into masks, overlays, regions and reports. */
@NullMarked
package dev.maskwright.cli.segment;

import org.jspecify.annotations.NullMarked;
