package dev.maskwright.trainer.lint;

/** How bad a finding is. */
public enum Severity {
    /** Rows that cannot be used, or that train or measure the wrong thing. */
    ERROR,
    /** Probably a mistake; someone should check it. */
    WARNING,
    /** Good to know; nothing needs to be done. */
    NOTE
}
