package dev.maskwright.server.engine;

/** Why something was not done. */
public enum Reason {
    /** The request itself cannot be understood. */
    BAD_REQUEST,
    /** What was sent is of the kind that was announced, but damaged or contradictory. */
    BAD_PICTURE,
    /** What was sent is of a kind that is not read. */
    UNSUPPORTED,
    /** More bytes or pixels than allowed. */
    TOO_LARGE,
    /** There is no model of this name. */
    UNKNOWN_MODEL,
    /** A model cannot be used, so the one before stays in use. */
    MODEL_REFUSED,
    /** As the server stands, this cannot be done. */
    CONFLICT,
    /** So many others wait that this one would have to wait too long. */
    QUEUE_FULL,
    /** It waited, and its time was over before its turn came. */
    TIMED_OUT,
    /** The server stops. */
    STOPPING,
    /** The server's own fault. */
    FAILED
}
