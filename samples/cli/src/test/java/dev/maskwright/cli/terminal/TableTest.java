package dev.maskwright.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void columnsAreAligned() {
        assertEquals(
                "a      1\nlong  22",
                new Table("lr").row("a", "1").row("long", "22").toString());
    }

    /** Names of files may have line breaks in them, with which they could forge rows. */
    @Test
    void aRowIsOneLine() {
        assertEquals(
                "a\\u000ab.jpg  bed", new Table("ll").row("a\nb.jpg", "bed").toString());
    }
}
