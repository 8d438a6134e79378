/** What scans found, sent to others. */
@NullMarked
package dev.maskwright.inventory.event;

import org.jspecify.annotations.NullMarked;
