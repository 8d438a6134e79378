/**
 * Pictures on a cluster of Apache Spark into masks. Start at {@link dev.maskwright.spark.MaskwrightSegmenter}, which
 * pipelines take, or at {@link dev.maskwright.spark.SegmentJob}, which {@code spark-submit} takes.
 */
@NullMarked
package dev.maskwright.spark;

import org.jspecify.annotations.NullMarked;
