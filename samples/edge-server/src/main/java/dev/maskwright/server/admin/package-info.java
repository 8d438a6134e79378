/** {@code /v1/models}: models listed, swapped and rolled back. */
@NullMarked
package dev.maskwright.server.admin;

import org.jspecify.annotations.NullMarked;
