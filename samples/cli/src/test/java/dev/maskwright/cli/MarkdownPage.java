package dev.maskwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of the documentation. */
record MarkdownPage(Path file, List<String> lines) {

    private static final Pattern FENCE = Pattern.compile("( *)```(\\w*)");
    private static final Pattern COMMENT = Pattern.compile(" *<!-- (.*) -->");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    /**
     * A block of code.
     *
     * @param line where it begins, from 1
     * @param note the comment on the line before it, which readers do not see; empty if there is none
     */
    record Block(int line, String language, String note, List<String> lines) {

        String text() {
            return String.join("\n", lines) + "\n";
        }
    }

    static MarkdownPage read(Path file) throws IOException {
        return new MarkdownPage(file, Files.readAllLines(file));
    }

    /** The blocks of code in a language. */
    List<Block> blocks(String language) {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher fence = FENCE.matcher(lines.get(i));
            if (!fence.matches()) {
                continue;
            }
            int begin = i + 1;
            String indent = fence.group(1);
            List<String> code = new ArrayList<>();
            for (i++; !lines.get(i).equals(indent + "```"); i++) {
                String line = lines.get(i);
                code.add(line.startsWith(indent) ? line.substring(indent.length()) : line);
            }
            if (fence.group(2).equals(language)) {
                Matcher comment = COMMENT.matcher(begin > 1 ? lines.get(begin - 2) : "");
                blocks.add(new Block(begin, language, comment.matches() ? comment.group(1) : "", code));
            }
        }
        return blocks;
    }

    /**
     * Where links and pictures lead: addresses, or paths from this page's folder on, with or without a heading's
     * anchor.
     */
    List<String> links() {
        return lines.stream()
                .flatMap(line -> LINK.matcher(line).results().map(link -> link.group(1)))
                .toList();
    }

    /** The anchors of the headings, as web hosts make them. */
    List<String> anchors() {
        return lines.stream()
                .filter(line -> line.matches("#+ .*"))
                .map(line -> line.replaceFirst("#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .toList();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
