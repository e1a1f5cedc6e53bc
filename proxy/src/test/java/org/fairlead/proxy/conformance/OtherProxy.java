package org.fairlead.proxy.conformance;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.fairlead.proxy.testkit.RawOrigin;

/** Another proxy in front of an origin, as Debian has it and with nothing but that; it gives clients up that send nothing for 0.3 s. */
final class OtherProxy implements AutoCloseable {
    /** Which. */
    enum Kind {
        NGINX("/usr/sbin/nginx") {
            @Override
            List<String> command(Path program, Path file) {
                return List.of(program.toString(), "-e", "/dev/null", "-c", file.toString());
            }

            @Override
            String configuration(Path folder, int port, int origin) {
                return """
                        daemon off;
                        master_process off;
                        pid DIR/pid;
                        events { worker_connections 2048; }
                        http {
                          access_log off;
                          client_header_timeout 300ms;
                          client_body_timeout 300ms;
                          keepalive_timeout 300ms;
                          client_max_body_size 0;
                          client_body_temp_path DIR/body;
                          proxy_temp_path DIR/proxy;
                          fastcgi_temp_path DIR/fastcgi;
                          uwsgi_temp_path DIR/uwsgi;
                          scgi_temp_path DIR/scgi;
                          server {
                            listen 127.0.0.1:PORT;
                            location / {
                              proxy_pass http://127.0.0.1:ORIGIN;
                              proxy_http_version 1.1;
                              proxy_set_header Connection "";
                            }
                          }
                        }
                        """.replace("DIR", folder.toString())
                        .replace("PORT", Integer.toString(port))
                        .replace("ORIGIN", Integer.toString(origin));
            }
        },
        HAPROXY("/usr/sbin/haproxy") {
            @Override
            List<String> command(Path program, Path file) {
                return List.of(program.toString(), "-db", "-q", "-f", file.toString());
            }

            @Override
            String configuration(Path folder, int port, int origin) {
                return """
                        defaults
                          mode http
                          timeout connect 5s
                          timeout client 300ms
                          timeout http-request 300ms
                          timeout http-keep-alive 300ms
                          timeout server 5s
                        frontend clients
                          bind 127.0.0.1:PORT
                          default_backend origins
                        backend origins
                          server origin 127.0.0.1:ORIGIN
                        """.replace("PORT", Integer.toString(port)).replace("ORIGIN", Integer.toString(origin));
            }
        };

        private final Path program;

        Kind(String program) {
            this.program = Path.of(program);
        }

        boolean isInstalled() {
            return Files.isExecutable(program);
        }

        abstract List<String> command(Path program, Path file);

        abstract String configuration(Path folder, int port, int origin);
    }

    private final Process process;
    private final int port = RawOrigin.closedPort();

    /** @param folder empty, for its files */
    OtherProxy(Kind kind, Path folder, int origin) {
        try {
            Path file = Files.writeString(folder.resolve("configuration"), kind.configuration(folder, port, origin));
            process = new ProcessBuilder(kind.command(kind.program, file))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            await().until(this::listens);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(address(), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
