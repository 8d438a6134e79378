/** The notebook that Maskwright started from: its table, and how its rows are trained and measured here. */
@org.jspecify.annotations.NullMarked
package dev.maskwright.trainer.reproduce;
