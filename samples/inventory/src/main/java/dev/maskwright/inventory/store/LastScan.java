package dev.maskwright.inventory.store;

import dev.maskwright.inventory.capture.Signature;
import java.time.Instant;

/** What the next scan of a shelf is compared with, but for its things. */
public record LastScan(
        long id, String shelf, Instant takenAt, int width, int height, String model, Signature signature) {}
