package dev.maskwright.inventory.capture;

import java.util.ArrayList;
import java.util.List;

/** Finds faults of single pictures while they can still be taken again. Any number of threads may call. */
public final class Coach {

    private final CoachOptions options;

    public Coach(CoachOptions options) {
        this.options = options;
    }

    /**
     * What should be improved; empty for a good picture. A blurred or dark one is not reported as tilted, because its
     * edges are unreliable.
     */
    public List<Advice> advise(CaptureFigures figures) {
        List<Advice> advice = new ArrayList<>();
        if (figures.blur() > options.mostBlur()) {
            advice.add(new Advice(Advice.Fault.BLURRED, figures.blur(), options.mostBlur()));
        }
        if (figures.brightness() < options.leastBrightness()) {
            advice.add(new Advice(Advice.Fault.DARK, figures.brightness(), options.leastBrightness()));
        }
        if (advice.isEmpty()
                && figures.tilt().isPresent()
                && Math.abs(figures.tilt().getAsDouble()) > options.mostTilt()) {
            advice.add(new Advice(Advice.Fault.TILTED, figures.tilt().getAsDouble(), options.mostTilt()));
        }
        figures.alignment().ifPresent(alignment -> {
            double overlap = alignment.isSamePlace() ? alignment.overlap() : 0;
            if (overlap < options.leastOverlap()) {
                advice.add(new Advice(Advice.Fault.OVERLAP, overlap, options.leastOverlap()));
            }
        });
        return advice;
    }
}
