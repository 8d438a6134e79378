package dev.maskwright.trainer.lint;

/** How bad a finding is. */
public enum Severity {
    /** Rows that are lost, or that teach or measure the wrong thing. */
    ERROR,
    /** Likely a mistake; a person should look. */
    WARNING,
    /** Good to know; nothing needs to be done. */
    NOTE
}
