package dev.maskwright.trainer.fit;

import dev.maskwright.trainer.recipe.Recipe;

/** The learning rate at each step. The shapes are those of PyTorch's schedulers, stepped once per batch. */
sealed interface Schedule {

    /** The rate of a step, which counts from 0. */
    double rate(long step);

    /** The schedule of a recipe. */
    static Schedule of(Recipe recipe, int stepsPerEpoch) {
        double peak = recipe.optimizer().learningRate();
        long steps = (long) recipe.epochs() * stepsPerEpoch;
        long warmUp = Math.round(recipe.schedule().warmUpEpochs() * stepsPerEpoch);
        long rest = Math.max(1, steps - warmUp);
        return switch (recipe.schedule().kind()) {
            case CONSTANT -> new WarmUp(peak, warmUp, new Steps(peak, steps, 1));
            case POLY ->
                new WarmUp(peak, warmUp, new Poly(peak, rest, recipe.schedule().polyPower()));
            case COSINE -> new WarmUp(peak, warmUp, new Cosine(peak, rest));
            case STEP ->
                new WarmUp(
                        peak,
                        warmUp,
                        new Steps(
                                peak,
                                (long) recipe.schedule().stepEpochs() * stepsPerEpoch,
                                recipe.schedule().stepFactor()));
            case ONE_CYCLE -> new OneCycle(peak, steps);
        };
    }

    /** Grows linearly to the peak over {@code steps}, then continues with another schedule. */
    record WarmUp(double peak, long steps, Schedule then) implements Schedule {
        @Override
        public double rate(long step) {
            return step < steps ? peak * (step + 1) / (steps + 1.0) : then.rate(step - steps);
        }
    }

    /**
     * Falls to 0 as {@code (1 - progress)^power}.
     *
     * @see <a href="https://arxiv.org/abs/1606.00915">DeepLab, section 4.1</a>
     */
    record Poly(double peak, long steps, double power) implements Schedule {
        @Override
        public double rate(long step) {
            return peak * Math.pow(Math.max(0, 1 - step / (double) steps), power);
        }
    }

    /**
     * Falls to 0 along half a cosine.
     *
     * @see <a href="https://arxiv.org/abs/1608.03983">SGDR</a>, without restarts
     */
    record Cosine(double peak, long steps) implements Schedule {
        @Override
        public double rate(long step) {
            return falling(peak, 0, Math.min(1, step / (double) steps));
        }
    }

    /** Multiplied by {@code factor} each {@code every} steps. */
    record Steps(double peak, long every, double factor) implements Schedule {
        @Override
        public double rate(long step) {
            return peak * Math.pow(factor, (double) Math.floorDiv(step, every));
        }
    }

    /**
     * From a 25th of the peak up to it in the first three tenths, then down to a 250,000th, both along half a cosine.
     *
     * @see <a href="https://arxiv.org/abs/1708.07120">Super-Convergence</a>, with PyTorch's defaults
     */
    record OneCycle(double peak, long steps) implements Schedule {
        private static final double GROWING = 0.3;
        private static final double START = 1.0 / 25;
        private static final double END = START / 1e4;

        @Override
        public double rate(long step) {
            double top = GROWING * steps - 1;
            return step <= top
                    ? falling(START * peak, peak, step / top)
                    : falling(peak, END * peak, (step - top) / (steps - 1 - top));
        }
    }

    private static double falling(double from, double to, double progress) {
        return to + (from - to) * (1 + Math.cos(Math.PI * progress)) / 2;
    }
}
