package dev.maskwright.models.weights;

/** Which weights are taken where a file has trained ones and their moving average. */
public enum Preference {
    /** The weights as training left them. */
    RAW,
    /** The average, which people call EMA. */
    EMA
}
