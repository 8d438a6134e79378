package dev.maskwright.trainer.report;

import java.util.List;

/**
 * Pictures that belong together, such as a photograph, its truth and a prediction.
 *
 * @param title in bold
 * @param detail below it, may be empty
 * @param pictures side by side
 */
public record HtmlCard(String title, String detail, List<HtmlPicture> pictures) {
    public HtmlCard {
        pictures = List.copyOf(pictures);
    }
}
