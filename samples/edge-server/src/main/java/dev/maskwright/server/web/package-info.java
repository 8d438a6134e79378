/** What all dialects over HTTP share: problems, bodies within limits, tokens, headers. */
@NullMarked
package dev.maskwright.server.web;

import org.jspecify.annotations.NullMarked;
