package dev.maskwright.server.web;

/** Ends a request with a problem document. */
public final class HttpProblemException extends RuntimeException {

    private final transient Problem problem;

    public HttpProblemException(int status, String detail) {
        super(detail);
        problem = Problem.of(status, detail);
    }

    public Problem problem() {
        return problem;
    }
}
