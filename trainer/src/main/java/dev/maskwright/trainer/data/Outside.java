package dev.maskwright.trainer.data;

/** What pixels outside the mask are, with {@link Target#MASK}: other products may stand there, unlabelled. */
public enum Outside {
    BACKGROUND,
    IGNORE,
    /** Background inside the product's box, ignored outside of it. */
    BOX
}
