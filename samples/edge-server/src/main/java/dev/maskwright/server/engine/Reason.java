package dev.maskwright.server.engine;

/** Why a request was refused. */
public enum Reason {
    /** The request itself cannot be understood. */
    BAD_REQUEST,
    /** The content has the announced type, but is damaged or contradictory. */
    BAD_PICTURE,
    /** The content has an unsupported type. */
    UNSUPPORTED,
    /** More bytes or pixels than allowed. */
    TOO_LARGE,
    /** There is no model of this name. */
    UNKNOWN_MODEL,
    /** A model cannot be used, so the previous one stays in use. */
    MODEL_REFUSED,
    /** This is not possible in the current state of the server. */
    CONFLICT,
    /** Too many other requests are waiting. */
    QUEUE_FULL,
    /** Its time was over before a worker was free. */
    TIMED_OUT,
    /** The server is stopping. */
    STOPPING,
    /** An internal error. */
    FAILED
}
