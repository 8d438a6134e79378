/** Pictures of a topic of Apache Kafka into masks of another. */
@NullMarked
package dev.maskwright.kafka;

import org.jspecify.annotations.NullMarked;
