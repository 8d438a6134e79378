package dev.maskwright.server.segment;

import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartConfig;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Attributes;

/** The picture in a form, as {@code curl -F} and browsers send it. */
final class MultipartPicture {

    private static final int MOST_PARTS = 16;

    private MultipartPicture() {}

    /**
     * The bytes of the part named {@code image}, or else of the first part with a file name.
     *
     * @param contentType of the request, with the boundary
     * @throws RefusedException if there is no such part, or the form is damaged
     */
    static byte[] of(byte[] body, String contentType) throws RefusedException {
        MultiPartConfig config = new MultiPartConfig.Builder()
                .maxParts(MOST_PARTS)
                .maxMemoryPartSize(-1) // it is in memory already
                .useFilesForPartsWithoutFileName(false)
                .build();
        try (MultiPartFormData.Parts parts = MultiPartFormData.getParts(
                Content.Source.from(ByteBuffer.wrap(body)), new Attributes.Mapped(), contentType, config)) {
            return bytes(picture(parts));
        } catch (IOException | RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new RefusedException(Reason.BAD_REQUEST, "the form cannot be read: %s".formatted(cause.getMessage()));
        }
    }

    private static MultiPart.Part picture(MultiPartFormData.Parts parts) throws RefusedException {
        MultiPart.Part named = parts.getFirst("image");
        if (named != null) {
            return named;
        }
        for (MultiPart.Part part : parts) {
            if (part.getFileName() != null) {
                return part;
            }
        }
        throw new RefusedException(
                Reason.BAD_REQUEST, "the form has no part called 'image', and no file; send the picture as one");
    }

    private static byte[] bytes(MultiPart.Part part) throws IOException {
        ByteBuffer content = Content.Source.asByteBuffer(part.getContentSource());
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        return bytes;
    }
}
