package dev.maskwright.folder;

import dev.maskwright.sdk.image.OverlayStyle;
import java.util.Optional;

/**
 * What is written beside masks, {@code regions/NAME.json}, {@code report.csv} and {@code report.json}.
 *
 * @param overlay how the pictures with their masks on them look; empty for none
 * @param coco whether {@code coco.json} is written, and outlines in {@code regions/NAME.json}
 */
public record Outputs(Optional<OverlayStyle> overlay, boolean coco) {

    /** Overlays. */
    public static Outputs defaults() {
        return new Outputs(Optional.of(OverlayStyle.defaults()), false);
    }

    public Outputs withOverlay(OverlayStyle newStyle) {
        return new Outputs(Optional.of(newStyle), coco);
    }

    public Outputs withoutOverlay() {
        return new Outputs(Optional.empty(), coco);
    }

    public Outputs withCoco(boolean newCoco) {
        return new Outputs(overlay, newCoco);
    }
}
