/** KServe v2, the Open Inference Protocol, over HTTP and gRPC. */
@NullMarked
package dev.maskwright.server.kserve;

import org.jspecify.annotations.NullMarked;
