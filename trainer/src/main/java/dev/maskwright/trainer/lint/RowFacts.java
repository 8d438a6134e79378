package dev.maskwright.trainer.lint;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.trainer.data.PictureHash;
import dev.maskwright.trainer.data.RawMask;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Facts about a row for comparison with others, in less than two kilobytes.
 *
 * @param content hash of the decoded picture, so that metadata do not matter
 * @param labels  of the mask
 * @param product box and category, which distinguish rows with the same picture and labels
 * @param isWhole whether the mask shows everything in the picture; if not, different masks of the same picture are not
 *     a contradiction
 */
record RowFacts(
        RowId id,
        String name,
        String content,
        Optional<String> labels,
        String product,
        boolean isWhole,
        PictureHash look) {

    static Optional<RowFacts> of(StoredRow row) {
        if (row.picture().isEmpty()) {
            return Optional.empty();
        }
        Frame picture = row.picture().get();
        Optional<RawMask> mask = row.raw().mask();
        return Optional.of(new RowFacts(
                row.id(),
                row.raw().describe(),
                digest(picture.width(), picture.height(), picture.rgb()),
                mask.map(RowFacts::digest),
                row.raw().bbox() + " " + row.raw().category().orElse(""),
                !(mask.orElse(null) instanceof RawMask.Product),
                PictureHash.of(picture.rgb(), picture.width(), picture.height())));
    }

    private static String digest(RawMask mask) {
        if (mask instanceof RawMask.Product product) {
            return digest(product.width(), product.height(), product.levels());
        }
        return mask instanceof RawMask.Ids ids
                ? digest(ids.width(), ids.height(), bytes(ids.ids()))
                : digest(mask.width(), mask.height(), ((RawMask.Colours) mask).rgb());
    }

    private static byte[] bytes(char[] numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(2, numbers.length));
        bytes.asCharBuffer().put(numbers);
        return bytes.array();
    }

    private static String digest(int width, int height, byte[] pixels) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(ByteBuffer.allocate(8).putInt(width).putInt(height).flip());
            return HexFormat.of().formatHex(sha256.digest(pixels), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
