package dev.maskwright.trainer.net;

import ai.djl.ndarray.types.DataType;

/**
 * The type in which a network computes its values. Parameters, gradients, statistics and the loss are float32 in either
 * case; the weights are rounded where they are used.
 */
public enum Precision {
    FLOAT32(DataType.FLOAT32),
    /** Half the memory traffic, and several times the speed where the processor multiplies bfloat16 in hardware (AMX). */
    BFLOAT16(DataType.BFLOAT16);

    private final DataType type;

    Precision(DataType type) {
        this.type = type;
    }

    DataType type() {
        return type;
    }
}
