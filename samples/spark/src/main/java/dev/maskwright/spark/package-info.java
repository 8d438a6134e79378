/**
 * Segments pictures on a cluster with Apache Spark. Start at {@link dev.maskwright.spark.MaskwrightSegmenter} for
 * pipelines, or at {@link dev.maskwright.spark.SegmentJob} for {@code spark-submit}.
 */
@NullMarked
package dev.maskwright.spark;

import org.jspecify.annotations.NullMarked;
