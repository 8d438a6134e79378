package dev.maskwright.inventory.store;

import dev.maskwright.inventory.capture.Signature;
import java.time.Instant;

/** The last scan of a shelf, with which the next is compared, without its regions. */
public record LastScan(
        long id, String shelf, Instant takenAt, int width, int height, String model, Signature signature) {}
