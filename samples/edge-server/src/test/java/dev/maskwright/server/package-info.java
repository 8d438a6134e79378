@NullMarked
package dev.maskwright.server;

import org.jspecify.annotations.NullMarked;
