"""Makes the pictures of this folder, and beside each the RGB values that Pillow reads from it."""

import io
import pathlib

import numpy as np
from PIL import Image, ImageCms

here = pathlib.Path(__file__).parent
x, y = np.meshgrid(np.arange(16), np.arange(12))
rgb = np.stack([40 + 12 * x, 20 + 18 * y, 230 - 6 * x - 8 * y], 2).astype(np.uint8)
picture = Image.fromarray(rgb)
grey = picture.convert("L")

# sRGB with red and green exchanged: whoever applies it sees at once.
profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
red, green = profile.find(b"rXYZ"), profile.find(b"gXYZ")
profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
icc = {"icc_profile": bytes(profile)}


def save(name, image, **options):
    image.save(here / name, **options)
    with Image.open(here / name) as written:
        (here / (name + ".rgb")).write_bytes(np.asarray(written.convert("RGB")).tobytes())


save("profile.jpg", picture, quality=90, **icc)
save("profile-progressive.jpg", picture, quality=90, progressive=True, **icc)
save("profile.png", picture, **icc)
save("profile.webp", picture, lossless=True, **icc)
save("profile.tif", picture, compression="tiff_lzw", **icc)
save("profile-jpeg.tif", picture, compression="jpeg", **icc)
save("cmyk.jpg", picture.convert("CMYK"), quality=95)
save("cmyk.tif", picture.convert("CMYK"), compression="tiff_lzw")
save("restart.jpg", picture, quality=90, restart_marker_blocks=1)
transparent = picture.copy()
transparent.putalpha(grey)
save("transparent.tif", transparent, compression="tiff_lzw", **icc)
