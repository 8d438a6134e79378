package dev.maskwright.server.labelstudio;

import java.net.URI;
import java.util.Optional;

/**
 * The address of Label Studio, and the key to fetch pictures from it.
 *
 * @param uri such as {@code http://localhost:8081}
 * @param token its API key, if it needs one: a personal access token or a legacy one
 */
public record LabelStudioHost(URI uri, Optional<String> token) {

    public LabelStudioHost {
        if (uri.getScheme() == null || !uri.getScheme().matches("https?") || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "Label Studio's address must be http://... or https://..., got '%s'".formatted(uri));
        }
    }

    /** An address there, absolute or beginning with a slash; empty if it is elsewhere. */
    Optional<URI> resolve(String address) {
        try {
            URI resolved = uri.resolve(address.replace(" ", "%20")).normalize();
            boolean isThere = uri.getScheme().equals(resolved.getScheme())
                    && uri.getHost().equalsIgnoreCase(resolved.getHost())
                    && uri.getPort() == resolved.getPort()
                    && resolved.getUserInfo() == null;
            return isThere ? Optional.of(resolved) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
