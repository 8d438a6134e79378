package dev.maskwright.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.maskwright.server.operation.Systemd;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Systemd's side is a socket as it opens one. */
@SuppressWarnings("FutureReturnValueIgnored")
final class SystemdTest {

    @Test
    void systemdIsToldForAsLongAsTheServerWorks(@TempDir Path folder) throws Exception {
        assumeTrue(Epoll.isAvailable(), "Netty's native code for Linux is not there");
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        Path socket = folder.resolve("notify");
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        Channel systemd = new Bootstrap()
                .group(group)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket packet) {
                        told.add(packet.content().toString(StandardCharsets.UTF_8));
                    }
                })
                .bind(new DomainSocketAddress(socket.toFile()))
                .sync()
                .channel();
        AtomicBoolean works = new AtomicBoolean(true);
        Map<String, String> environment = Map.of("NOTIFY_SOCKET", socket.toString(), "WATCHDOG_USEC", "100000");
        try (Systemd server = Systemd.start(environment, works::get).orElseThrow()) {
            assertEquals("READY=1", told.poll(10, TimeUnit.SECONDS));
            for (int i = 0; i < 3; i++) {
                assertEquals("WATCHDOG=1", told.poll(10, TimeUnit.SECONDS));
            }
            works.set(false);
            Thread.sleep(200);
            told.clear();
            assertEquals(null, told.poll(300, TimeUnit.MILLISECONDS), "a server that hangs says nothing");
            server.close();
            assertEquals("STOPPING=1", told.poll(10, TimeUnit.SECONDS));
        } finally {
            systemd.close().sync();
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    @Test
    void withoutSystemdNothingIsDone() throws Exception {
        assertEquals(Optional.empty(), Systemd.start(Map.of(), () -> true));
    }

    @Test
    void absentSocketIsSaid(@TempDir Path folder) {
        assumeTrue(Epoll.isAvailable(), "Netty's native code for Linux is not there");
        String nowhere = folder.resolve("nowhere").toString();
        IOException fault =
                assertThrows(IOException.class, () -> Systemd.start(Map.of("NOTIFY_SOCKET", nowhere), () -> true));
        assertTrue(String.valueOf(fault.getMessage()).contains(nowhere));
    }
}
