/** Where scans are kept: SQLite or PostgreSQL. */
@NullMarked
package dev.maskwright.inventory.store;

import org.jspecify.annotations.NullMarked;
