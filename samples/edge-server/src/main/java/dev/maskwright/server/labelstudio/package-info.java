/** The interface of Label Studio's ML backends. */
@NullMarked
package dev.maskwright.server.labelstudio;

import org.jspecify.annotations.NullMarked;
