package dev.maskwright.server.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.util.HostPort;
import org.jspecify.annotations.Nullable;

/**
 * Access control: requires the token if one is set, and rejects pages of other sites in a visitor's browser, which can
 * reach servers that only this machine should reach.
 */
public final class Gatekeeper {

    /** The token's parameter for WebSockets, with which browsers cannot send a header. */
    public static final String TOKEN_PROTOCOL = "maskwright.token.";

    /** The names of this machine for itself. */
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    /** Paths for probes, which need no token. */
    private static final Set<String> OPEN = Set.of("/healthz", "/readyz", "/v2/health/live", "/v2/health/ready");

    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final Optional<Token> token;
    private final boolean onLoopback;

    private Gatekeeper(Optional<Token> token, boolean onLoopback) {
        this.token = token;
        this.onLoopback = onLoopback;
    }

    /**
     * Registers it before everything that is registered later.
     *
     * @param host the address that the server listens at
     */
    public static void register(RoutesConfig routes, Optional<Token> token, String host) {
        Gatekeeper keeper = new Gatekeeper(token, isLoopback(host));
        routes.before(keeper::check);
        routes.wsBeforeUpgrade(keeper::check);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false; // reported when the server starts
        }
    }

    private void check(Context context) {
        if (token.isEmpty()) {
            checkHost(context);
        }
        checkOrigin(context);
        if (token.isPresent() && !isOpen(context) && !hasToken(context, token.get())) {
            throw new HttpProblemException(401, "a token is needed; send it as 'Authorization: Bearer ...'");
        }
    }

    /**
     * A site whose name is made to point at this machine still has its own name. It has no token either, so if one is
     * required the server may be reached by any name, such as that of a proxy.
     */
    private void checkHost(Context context) {
        String host = context.header("Host");
        if (onLoopback && host != null && !LOOPBACK.contains(hostOf(host))) {
            throw new HttpProblemException(
                    421,
                    "this server only answers this machine, as localhost or 127.0.0.1; start it"
                            + " with --host for others, or with a token behind a proxy");
        }
    }

    private static String hostOf(String authority) {
        try {
            return String.valueOf(new HostPort(authority).getHost());
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static void checkOrigin(Context context) {
        String origin = context.header("Origin");
        boolean isUpgrade = context.header("Upgrade") != null;
        boolean harmless = READING.contains(context.method().name()) && !isUpgrade;
        if (origin != null && !harmless && !isSame(origin, context.header("Host"))) {
            throw new HttpProblemException(403, "pages of other sites may not use this server");
        }
    }

    private static boolean isSame(String origin, @Nullable String host) {
        int scheme = origin.indexOf("://");
        return scheme > 0 && origin.substring(scheme + 3).equalsIgnoreCase(host);
    }

    /** The page itself holds no secret; it asks for the token. */
    private static boolean isOpen(Context context) {
        return OPEN.contains(context.path())
                || (READING.contains(context.method().name()) && Page.has(context.path()));
    }

    private static boolean hasToken(Context context, Token token) {
        if (token.isIn(context.header("Authorization"))) {
            return true;
        }
        String protocols = context.header("Sec-WebSocket-Protocol");
        return protocols != null
                && Arrays.stream(protocols.split(",", -1))
                        .map(String::strip)
                        .filter(protocol -> protocol.startsWith(TOKEN_PROTOCOL))
                        .anyMatch(protocol -> token.is(protocol.substring(TOKEN_PROTOCOL.length())));
    }
}
