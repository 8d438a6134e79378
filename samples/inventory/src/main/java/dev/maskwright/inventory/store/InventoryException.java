package dev.maskwright.inventory.store;

/** Thrown if the database cannot be used; the message says which one, why, and what to do. */
public final class InventoryException extends RuntimeException {

    public InventoryException(String message) {
        super(message);
    }

    public InventoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
