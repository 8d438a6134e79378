package dev.maskwright.server.labelstudio;

import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * The brushes in a project's labelling configuration.
 *
 * @param fromName the name of the {@code BrushLabels}
 * @param toName the name of the {@code Image} that they paint on
 * @param field the field of a task that holds the picture's address
 * @param labels the labels there are
 */
record LabelConfig(String fromName, String toName, String field, List<String> labels) {

    /** Each XML element becomes objects of many times its size. */
    private static final int MOST_LETTERS = 1 << 18;

    /** @throws RefusedException if it is too long or not XML, or has no brush over an image */
    static LabelConfig parse(String xml) throws RefusedException {
        if (xml.length() > MOST_LETTERS) {
            throw new RefusedException(
                    Reason.TOO_LARGE,
                    "the labelling configuration has %d characters, but at most %d are read"
                            .formatted(xml.length(), MOST_LETTERS));
        }
        Document document = document(xml);
        Element brush = first(document, "BrushLabels");
        String toName = brush.getAttribute("toName");
        Element image = image(document, toName);
        List<String> labels = new ArrayList<>();
        NodeList children = brush.getElementsByTagName("Label");
        for (int i = 0; i < children.getLength(); i++) {
            labels.add(((Element) children.item(i)).getAttribute("value"));
        }
        String value = image.getAttribute("value");
        return new LabelConfig(
                brush.getAttribute("name"), toName, value.startsWith("$") ? value.substring(1) : value, labels);
    }

    private static Element first(Document document, String tag) throws RefusedException {
        if (document.getElementsByTagName(tag).item(0) instanceof Element element) {
            return element;
        }
        throw new RefusedException(
                Reason.BAD_REQUEST,
                "the labelling configuration has no %s; masks are predicted as brushes over an Image".formatted(tag));
    }

    private static Element image(Document document, String name) throws RefusedException {
        NodeList images = document.getElementsByTagName("Image");
        for (int i = 0; i < images.getLength(); i++) {
            if (images.item(i) instanceof Element image
                    && image.getAttribute("name").equals(name)) {
                return image;
            }
        }
        return first(document, "Image");
    }

    /** The label for a class, ignoring spelling variants; a class without one cannot be predicted. */
    Optional<String> labelFor(String className) {
        return labels.stream()
                .filter(label -> plain(label).equals(plain(className)))
                .findFirst();
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]+", " ").strip();
    }

    /** The text cannot make the parser read files or expand entities. */
    private static Document document(String xml) throws RefusedException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new InputSource(new StringReader(xml)));
        } catch (SAXException | IOException e) {
            throw new RefusedException(
                    Reason.BAD_REQUEST, "the labelling configuration cannot be read: %s".formatted(e.getMessage()));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every Java has such a parser", e);
        }
    }
}
