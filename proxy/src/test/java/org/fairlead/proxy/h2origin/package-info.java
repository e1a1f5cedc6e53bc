/** Promises of the proxy towards origins that speak HTTP/2, and gRPC through it. */
@org.jspecify.annotations.NullMarked
package org.fairlead.proxy.h2origin;
