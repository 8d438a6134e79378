/** What is recorded, as a page, a table, and JSON. */
@NullMarked
package dev.maskwright.inventory.report;

import org.jspecify.annotations.NullMarked;
