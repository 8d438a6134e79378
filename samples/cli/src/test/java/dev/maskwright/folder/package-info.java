/** A door into {@code maskwright-folder} for tests. */
@org.jspecify.annotations.NullMarked
package dev.maskwright.folder;
