package dev.maskwright.server.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The secret that requests must bring. Only its hash is kept, and hashes are compared in constant time, so that
 * response times do not reveal how much of a wrong token was right.
 */
public final class Token {

    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    private final byte[] hash;

    private Token(byte[] hash) {
        this.hash = hash;
    }

    /** A token. */
    public static Token of(String secret) {
        return new Token(hash(secret));
    }

    /** Whether a text is the token. */
    public boolean is(String secret) {
        return MessageDigest.isEqual(hash, hash(secret));
    }

    /** Whether a header contains it: as bearer, or as the password of any user, for tools like Label Studio. */
    public boolean isIn(@Nullable String authorization) {
        if (authorization == null) {
            return false;
        }
        if (authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return is(authorization.substring(BEARER.length()).strip());
        }
        return authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())
                && is(password(authorization.substring(BASIC.length()).strip()));
    }

    private static String password(String basic) {
        try {
            String pair = new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every Java has it
        }
    }
}
