package dev.maskwright.server.operation;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Tells systemd that the server is up, that it still works, and that it is stopping, as a unit of {@code Type=notify}
 * with {@code WatchdogSec} expects: a server that hangs is then restarted.
 *
 * @see <a href="https://www.freedesktop.org/software/systemd/man/sd_notify.html">sd_notify</a>
 */
@SuppressWarnings("FutureReturnValueIgnored") // of a message that is repeated soon, or sent during shutdown
public final class Systemd implements AutoCloseable {

    private static final String SOCKET = "NOTIFY_SOCKET";
    private static final String WATCHDOG_MICROS = "WATCHDOG_USEC";

    private final EventLoopGroup group;
    private final Channel channel;
    private final DomainSocketAddress systemd;

    private Systemd(EventLoopGroup group, Channel channel, DomainSocketAddress systemd) {
        this.group = group;
        this.channel = channel;
        this.systemd = systemd;
    }

    /**
     * Reports that the server is up, and from then on repeatedly that it works, as long as it does; empty if systemd
     * did not start this process.
     *
     * @param environment of the process: {@code NOTIFY_SOCKET} and {@code WATCHDOG_USEC}
     * @throws IOException if systemd expects notifications and cannot be reached
     */
    public static Optional<Systemd> start(Map<String, String> environment, BooleanSupplier works) throws IOException {
        String path = environment.get(SOCKET);
        if (path == null || path.isEmpty()) {
            return Optional.empty();
        }
        if (!Epoll.isAvailable()) {
            throw new IOException(("systemd waits to be told at %s, which needs Netty's native code for Linux"
                            + " (%s); use Type=exec in the unit")
                    .formatted(path, Epoll.unavailabilityCause()));
        }
        Systemd systemd = connect(path.replaceFirst("^@", "\0"));
        systemd.send("READY=1");
        systemd.watch(Optional.ofNullable(environment.get(WATCHDOG_MICROS)), works);
        return Optional.of(systemd);
    }

    private static Systemd connect(String path) throws IOException {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try {
            Channel channel = new Bootstrap()
                    .group(group)
                    .channel(EpollDomainDatagramChannel.class)
                    .handler(new ChannelInboundHandlerAdapter())
                    .bind(new DomainSocketAddress(""))
                    .sync()
                    .channel();
            return new Systemd(group, channel, new DomainSocketAddress(path));
        } catch (InterruptedException e) {
            group.shutdownGracefully();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void watch(Optional<String> micros, BooleanSupplier works) {
        micros.map(Long::parseLong).ifPresent(within -> {
            long half = Math.max(1, Duration.ofNanos(within * 1000).toMillis() / 2); // as its manual advises
            group.scheduleAtFixedRate(
                    () -> {
                        if (works.getAsBoolean()) {
                            write("WATCHDOG=1");
                        }
                    },
                    0,
                    half,
                    TimeUnit.MILLISECONDS);
        });
    }

    private ChannelFuture write(String state) {
        return channel.writeAndFlush(
                new DomainDatagramPacket(Unpooled.copiedBuffer(state, StandardCharsets.UTF_8), systemd));
    }

    private void send(String state) throws IOException {
        var sent = write(state).awaitUninterruptibly();
        if (!sent.isSuccess()) {
            group.shutdownGracefully();
            throw new IOException("systemd cannot be told %s at %s".formatted(state, systemd.path()), sent.cause());
        }
    }

    /** Reports that the server is stopping, and nothing more. */
    @Override
    public void close() {
        write("STOPPING=1").awaitUninterruptibly();
        channel.close().awaitUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
