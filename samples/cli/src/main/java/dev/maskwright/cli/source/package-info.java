/** Where what a command works on comes from: pictures in folders, model files, weights, data for calibration. */
@NullMarked
package dev.maskwright.cli.source;

import org.jspecify.annotations.NullMarked;
