package dev.maskwright.server.web;

import io.javalin.http.Context;

/** Bodies of answers. */
public final class Answer {

    private Answer() {}

    /** Answers with bytes and their Content-Length. */
    public static void write(byte[] body, String mediaType, Context context) {
        context.contentType(mediaType);
        context.res().setContentLength(body.length);
        context.result(body);
    }
}
