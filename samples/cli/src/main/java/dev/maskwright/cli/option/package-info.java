/** Options that several commands share, each a picocli mixin that knows its defaults and its checks. */
@NullMarked
package dev.maskwright.cli.option;

import org.jspecify.annotations.NullMarked;
