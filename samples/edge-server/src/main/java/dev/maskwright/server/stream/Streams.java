package dev.maskwright.server.stream;

import com.google.gson.JsonObject;
import dev.maskwright.sdk.image.ImageReadException;
import dev.maskwright.sdk.image.MjpegStream;
import dev.maskwright.server.engine.Engine;
import dev.maskwright.server.engine.ModelSlot;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import dev.maskwright.server.engine.Reply;
import dev.maskwright.server.web.HttpProblemException;
import dev.maskwright.server.web.JsonBody;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * {@code POST /v1/streams/{name}} takes an MJPEG stream, {@code GET} shows it with its masks, and the WebSocket
 * {@code /v1/stream} takes frames one by one and answers each.
 */
public final class Streams implements AutoCloseable {

    private static final String ONE = "/v1/streams/{name}";
    private static final String BOUNDARY = "maskwright-frame";

    private final Engine engine;
    private final StreamHub hub;

    private Streams(Engine engine, int most) {
        this.engine = engine;
        hub = new StreamHub(most);
    }

    /**
     * The streams of an engine.
     *
     * @param most how many are sent and watched at once
     */
    public static Streams of(Engine engine, int most) {
        return new Streams(engine, most);
    }

    /** Registers them. */
    public void register(RoutesConfig routes) {
        routes.post(ONE, this::take);
        routes.get(ONE, this::show);
        FrameSocket.register(routes, engine, hub);
    }

    private void take(Context context) throws RefusedException, IOException {
        String name = context.pathParam("name");
        ModelSlot model = engine.models().standard();
        hub.enter();
        try {
            Channel channel = hub.publish(name);
            try (FrameFeed<Optional<byte[]>> feed = FrameFeed.start(
                    engine,
                    model,
                    done -> Optional.ofNullable(LiveFrame.of(done.get(0), LiveFrame.Form.FIGURES, channel.isWatched())
                            .overlay()),
                    new Showing(channel))) {
                read(context, feed);
                JsonObject json = new JsonObject();
                json.addProperty("frames", feed.offered());
                json.addProperty("dropped", feed.dropped());
                JsonBody.write(json, context);
            } finally {
                hub.end(name, channel);
            }
        } finally {
            hub.leave();
        }
    }

    private void read(Context context, FrameFeed<?> feed) throws RefusedException, IOException {
        int mostBytes = (int) Math.min(Integer.MAX_VALUE, engine.limits().bytes());
        try (MjpegStream pictures = new MjpegStream(context.req().getInputStream(), mostBytes)) {
            Optional<byte[]> picture = next(pictures, context);
            while (picture.isPresent()) {
                hub.requireOpen();
                feed.offer(picture.get());
                picture = next(pictures, context);
            }
        } catch (ImageReadException e) {
            throw new RefusedException(Reason.BAD_PICTURE, String.valueOf(e.getMessage()));
        }
    }

    private Optional<byte[]> next(MjpegStream pictures, Context context) throws IOException {
        return hub.await(engine.limits().time(), context, pictures::nextPicture);
    }

    private record Showing(Channel channel) implements FrameFeed.Listener<Optional<byte[]>> {

        @Override
        public void answered(long frame, Reply<Optional<byte[]>> reply) {
            reply.value().ifPresent(channel::show);
        }

        @Override
        public void refused(long frame, RefusedException why) {
            // a damaged frame, or no room for it: the next one follows
        }
    }

    private void show(Context context) throws RefusedException, IOException {
        String name = context.pathParam("name");
        Channel channel = hub.find(name)
                .orElseThrow(() -> new HttpProblemException(
                        404, "no stream '%s' is being sent; send one by POST".formatted(name)));
        hub.enter();
        channel.watch(1);
        try {
            context.contentType("multipart/x-mixed-replace; boundary=" + BOUNDARY);
            context.res().flushBuffer(); // tells viewers at once that the stream exists: Javalin sends nothing before a
            // picture
            show(channel, context);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            channel.watch(-1);
            hub.leave();
        }
    }

    /** Ends with the stream, or when the viewer is gone. */
    private void show(Channel channel, Context context) throws IOException, InterruptedException {
        ServletOutputStream to = context.outputStream();
        long seen = -1;
        for (Channel.Shown next = channel.after(seen); next != null; next = channel.after(seen)) {
            byte[] jpeg = next.jpeg();
            hub.await(engine.limits().time(), context, () -> write(jpeg, to));
            seen = next.number();
        }
        to.write("--%s--\r\n".formatted(BOUNDARY).getBytes(StandardCharsets.US_ASCII));
    }

    private static int write(byte[] jpeg, ServletOutputStream to) throws IOException {
        String head = "--%s\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n".formatted(BOUNDARY, jpeg.length);
        to.write(head.getBytes(StandardCharsets.US_ASCII));
        to.write(jpeg);
        to.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        to.flush();
        return jpeg.length;
    }

    @Override
    public void close() {
        hub.close();
    }
}
