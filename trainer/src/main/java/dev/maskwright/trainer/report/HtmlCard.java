package dev.maskwright.trainer.report;

import java.util.List;

/**
 * Pictures that belong together, such as a photograph, its truth and a prediction.
 *
 * @param title in bold
 * @param detail below it, may be empty
 * @param legend the meaning of the colours in the pictures, may be empty
 * @param pictures side by side
 */
public record HtmlCard(String title, String detail, List<Colour> legend, List<HtmlPicture> pictures) {

    /**
     * A colour and its name.
     *
     * @param value as {@code #rrggbb}
     */
    public record Colour(String name, String value) {}

    /** Pictures without a legend. */
    public HtmlCard(String title, String detail, List<HtmlPicture> pictures) {
        this(title, detail, List.of(), pictures);
    }

    public HtmlCard {
        legend = List.copyOf(legend);
        pictures = List.copyOf(pictures);
    }
}
