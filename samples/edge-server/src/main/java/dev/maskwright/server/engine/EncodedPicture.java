package dev.maskwright.server.engine;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.ImageLimits;
import dev.maskwright.sdk.image.ImageReadException;
import dev.maskwright.sdk.image.ImageSize;

/**
 * A picture as a file: JPEG, PNG, WebP, TIFF, BMP or GIF.
 *
 * @param bytes not copied
 * @param name what messages call it
 */
public record EncodedPicture(byte[] bytes, String name) implements Picture {

    @Override
    public Frame frame(Limits limits) throws RefusedException {
        try {
            ImageSize size = ImageFiles.size(bytes, name);
            limits.check(size.width(), size.height());
            return ImageFiles.decode(bytes, name, ImageLimits.defaults().withPixels(limits.pixels()));
        } catch (ImageReadException e) {
            throw new RefusedException(Reason.BAD_PICTURE, String.valueOf(e.getMessage()));
        }
    }
}
