package dev.maskwright.inventory.event;

import java.util.List;

/**
 * What became of the events in the outbox.
 *
 * @param sent how many were taken
 * @param waiting how many are still to be sent
 * @param refused how many a receiver will not take; they stay in the outbox
 * @param faults a line for each target that something went wrong with
 */
public record Delivery(int sent, int waiting, int refused, List<String> faults) {

    public Delivery {
        faults = List.copyOf(faults);
    }
}
