package dev.maskwright.bench;

/** A width and a height, written {@code 1280x720} in parameters of benchmarks. */
record Size(int width, int height) {

    static Size parse(String text) {
        String[] sides = text.split("x", -1);
        if (sides.length != 2) {
            throw new IllegalArgumentException("a size is written like 1280x720, got '%s'".formatted(text));
        }
        return new Size(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
    }
}
