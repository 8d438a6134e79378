package dev.maskwright.inventory.event;

import java.util.List;

/**
 * The result of sending the events in the outbox.
 *
 * @param sent number of delivered events
 * @param waiting number of events still to be sent
 * @param refused number of events refused by a receiver; they stay in the outbox
 * @param faults a line for each target with an error
 */
public record Delivery(int sent, int waiting, int refused, List<String> faults) {

    public Delivery {
        faults = List.copyOf(faults);
    }
}
