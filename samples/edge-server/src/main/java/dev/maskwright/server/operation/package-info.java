/** What is seen of the server from outside: metrics, events of the flight recorder, log lines, health, systemd. */
@NullMarked
package dev.maskwright.server.operation;

import org.jspecify.annotations.NullMarked;
