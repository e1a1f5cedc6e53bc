package org.fairlead.proxy.cli;

/** What a command couldn't do, for a reason that its user can mend: the message says all, a stack trace nothing. */
final class ExpectedFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    ExpectedFailure(String message) {
        super(message);
    }

    ExpectedFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
