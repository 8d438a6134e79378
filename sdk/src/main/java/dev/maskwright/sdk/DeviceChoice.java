package dev.maskwright.sdk;

import java.util.Optional;

/**
 * The device that a model was opened on.
 *
 * @param asked the device in the options
 * @param used the one that runs the network
 * @param reason why a different device is used; empty if it is the same
 */
public record DeviceChoice(Device asked, Device used, Optional<String> reason) {

    /** {@code cuda:0}, or {@code cpu instead of cuda:0 (...)}. */
    @Override
    public String toString() {
        return reason.isPresent() ? "%s instead of %s (%s)".formatted(used, asked, reason.get()) : used.toString();
    }
}
