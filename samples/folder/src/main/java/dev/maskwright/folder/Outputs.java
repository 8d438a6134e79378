package dev.maskwright.folder;

import dev.maskwright.sdk.image.LegendPlace;
import dev.maskwright.sdk.image.OverlayStyle;
import java.util.Optional;

/**
 * What is written besides masks, {@code regions/NAME.json}, {@code report.csv} and {@code report.json}.
 *
 * @param overlay the appearance of overlays; empty for none
 * @param cutouts whether the foreground is written without its background, as PNG with alpha
 * @param coco whether {@code coco.json} is written, and outlines in {@code regions/NAME.json}
 * @param page whether {@code report.html} is written, and {@code thumbnails} for it
 */
public record Outputs(Optional<OverlayStyle> overlay, boolean cutouts, boolean coco, boolean page) {

    /** Overlays with a legend beside the picture, and the page. */
    public static Outputs defaults() {
        return new Outputs(Optional.of(OverlayStyle.defaults().withLegend(LegendPlace.BESIDE)), false, false, true);
    }

    /** Masks and regions, {@code report.csv} and {@code report.json}, and nothing else. */
    public static Outputs least() {
        return new Outputs(Optional.empty(), false, false, false);
    }

    public Outputs withOverlay(OverlayStyle newStyle) {
        return new Outputs(Optional.of(newStyle), cutouts, coco, page);
    }

    public Outputs withoutOverlay() {
        return new Outputs(Optional.empty(), cutouts, coco, page);
    }

    public Outputs withCutouts(boolean newCutouts) {
        return new Outputs(overlay, newCutouts, coco, page);
    }

    public Outputs withCoco(boolean newCoco) {
        return new Outputs(overlay, cutouts, newCoco, page);
    }

    public Outputs withPage(boolean newPage) {
        return new Outputs(overlay, cutouts, coco, newPage);
    }
}
