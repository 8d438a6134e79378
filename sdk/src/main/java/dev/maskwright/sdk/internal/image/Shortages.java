package dev.maskwright.sdk.internal.image;

import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/** Listens for a JPEG decoder's warnings about missing data, which it fills with grey. */
final class Shortages implements IIOReadWarningListener {

    private boolean areSaid;

    @Override
    public void warningOccurred(ImageReader source, String warning) {
        // libjpeg's JWRN_HIT_MARKER, JWRN_JPEG_EOF and JWRN_MUST_RESYNC
        areSaid |= warning.contains("premature end")
                || warning.contains("Premature end")
                || warning.contains("instead of RST");
    }

    boolean areSaid() {
        return areSaid;
    }
}
