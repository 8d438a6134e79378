package dev.maskwright.sdk.image;

import java.io.IOException;

/** An image file that cannot be used; the message names the file, what was found in it and what to do. */
public final class ImageReadException extends IOException {

    public ImageReadException(String message) {
        super(message);
    }

    public ImageReadException(String message, Throwable cause) {
        super(message, cause);
    }
}
