package dev.maskwright.models.weights;

/** Which weights are used if a file has both trained ones and their moving average. */
public enum Preference {
    /** The weights as training left them. */
    RAW,
    /** The moving average, known as EMA. */
    EMA
}
