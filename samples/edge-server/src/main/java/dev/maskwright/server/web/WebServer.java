package dev.maskwright.server.web;

import dev.maskwright.server.engine.Limits;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import java.time.Duration;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Configures Jetty with limits on connections, threads and times. */
public final class WebServer {

    /** Java has virtual threads from this version on. */
    private static final int VIRTUAL_THREADS = 21;

    private static final int MOST_CONNECTIONS = 2_000;

    /** Threads that accept, select, and give quick answers while all others wait. */
    private static final int SPARE_THREADS = 32;

    /** An idle connection is closed. */
    private static final int IDLE_MILLIS = 20_000;

    /** Headers are a few hundred bytes, so they take no longer even on the slowest networks. */
    private static final Duration HEADER_TIME = Duration.ofSeconds(10);

    private static final int HEADER_BYTES = 16 << 10;

    private WebServer() {}

    /**
     * Creates a server, which is not started yet.
     *
     * @param readers how many requests wait for their bodies or answers at once
     * @param dialects registers the APIs
     */
    public static Javalin create(String host, int port, Limits limits, int readers, Consumer<JavalinConfig> dialects) {
        return Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.http.maxRequestSize = limits.bytes();
            config.http.prefer405over404 = true;
            config.http.compressionStrategy = CompressionStrategy.NONE; // the cores are needed for masks
            config.jetty.addConnector((server, http) -> connector(server, http, host, port, limits));
            if (Runtime.version().feature() >= VIRTUAL_THREADS) {
                config.concurrency.useVirtualThreads = true;
            } else {
                config.jetty.threadPool = new QueuedThreadPool(readers + SPARE_THREADS, 8);
            }
            config.jetty.modifyHttpConfiguration(WebServer::limit);
            config.jetty.modifyServer(server -> limit(server, limits));
            config.jetty.modifyWebSocketServletFactory(sockets -> sockets.setMaxBinaryMessageSize(limits.bytes()));
            Leftover.register(config.routes);
            dialects.accept(config);
        });
    }

    private static void limit(HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setIdleTimeout(IDLE_MILLIS);
    }

    private static Duration headerTime(Limits limits) {
        return limits.time().compareTo(HEADER_TIME) < 0 ? limits.time() : HEADER_TIME;
    }

    private static void limit(Server server, Limits limits) {
        server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server));
        server.setErrorHandler(new PlainErrors());
        server.setStopTimeout(limits.time().toMillis() + 1_000);
        server.insertHandler(new GracefulHandler());
    }

    /** Javalin's own is created too late to be limited. */
    private static Connector connector(Server server, HttpConfiguration http, String host, int port, Limits limits) {
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.addBean(new SlowHeaders(connector, headerTime(limits)));
        IdleAtStop.register(connector);
        return connector;
    }
}
