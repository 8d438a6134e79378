package dev.maskwright.sdk.internal.image;

import java.io.ByteArrayOutputStream;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;

/**
 * Adds the standard Huffman tables to JPEG pictures that have none, as is common for frames of MJPEG.
 *
 * @see <a href="https://www.w3.org/Graphics/JPEG/itu-t81.pdf">ITU-T T.81, sections B.1.1.3 (markers), B.2.4.2 (tables)
 *     and K.3.3 (these tables)</a>
 */
public final class JpegTables {

    public static final byte START_OF_IMAGE = (byte) 0xd8;
    public static final int END_OF_IMAGE = 0xd9;
    public static final int START_OF_SCAN = 0xda;

    private static final int TABLES = 0xc4;
    private static final int AC = 0x10;
    private static final int CHROMINANCE = 1;

    private JpegTables() {}

    /** The picture with tables; the same array if it has its own tables or is too damaged to tell. */
    public static byte[] complete(byte[] jpeg) {
        int at = 2;
        while (at + 3 < jpeg.length && jpeg[at] == (byte) 0xff) {
            int marker = jpeg[at + 1] & 0xff;
            if (marker == TABLES) {
                return jpeg;
            }
            if (marker == START_OF_SCAN) {
                return insert(jpeg, at);
            }
            at += marker == 0xff ? 1 : 2 + ((jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff)); // 0xff may fill up
        }
        return jpeg;
    }

    private static byte[] insert(byte[] jpeg, int at) {
        ByteArrayOutputStream segment = new ByteArrayOutputStream();
        add(segment, 0, JPEGHuffmanTable.StdDCLuminance);
        add(segment, AC, JPEGHuffmanTable.StdACLuminance);
        add(segment, CHROMINANCE, JPEGHuffmanTable.StdDCChrominance);
        add(segment, AC | CHROMINANCE, JPEGHuffmanTable.StdACChrominance);
        int length = 2 + segment.size();

        ByteArrayOutputStream whole = new ByteArrayOutputStream(jpeg.length + 2 + length);
        whole.write(jpeg, 0, at);
        whole.write(0xff);
        whole.write(TABLES);
        whole.write(length >> 8);
        whole.write(length);
        whole.writeBytes(segment.toByteArray());
        whole.write(jpeg, at, jpeg.length - at);
        return whole.toByteArray();
    }

    private static void add(ByteArrayOutputStream segment, int id, JPEGHuffmanTable table) {
        segment.write(id);
        for (int bits = 0; bits < 16; bits++) { // how many codes have as many bits and one
            segment.write(bits < table.getLengths().length ? table.getLengths()[bits] : 0);
        }
        for (short value : table.getValues()) {
            segment.write(value);
        }
    }
}
