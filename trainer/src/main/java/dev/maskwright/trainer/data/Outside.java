package dev.maskwright.trainer.data;

/** How pixels outside the mask are treated with {@link Target#MASK}: there may be other, unlabelled products. */
public enum Outside {
    BACKGROUND,
    IGNORE,
    /** Background inside the product's box, ignored outside of it. */
    BOX
}
