package org.fairlead.bench.contestant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.fairlead.bench.machine.CpuList;
import org.fairlead.bench.machine.PinnedProcess;

/**
 * An appserver: nginx with bodies of fixed sizes at {@code /size/N}, a page of 1 KiB anywhere else, and an answer to
 * everything that isn't a read only after the whole body was read. One of less than 10 KB comes with its head, and isn't
 * waited for: that would make the origin slower than the proxy. It says in which datacenter it stands.
 */
public final class OriginServer implements AutoCloseable {
    /** The sizes of bodies that there are, in bytes. */
    public static final List<Integer> SIZES = List.of(1024, 10 * 1024, 100 * 1024);

    private static final int KIB = 1024;

    private final PinnedProcess process;

    private OriginServer(PinnedProcess process) {
        this.process = process;
    }

    /** @param folder for its files; shared by all origins */
    public static OriginServer start(Path folder, CpuList cores, String datacenter, int port) throws IOException {
        Path own = Files.createDirectories(folder.resolve("origin-" + port));
        for (int size : SIZES) {
            Path bodies = Files.createDirectories(own.resolve("size"));
            Files.writeString(bodies.resolve(String.valueOf(size)), text(size));
        }
        Path file = Files.writeString(own.resolve("nginx.conf"), configuration(own, datacenter, port));
        List<String> command = List.of(Nginx.program(), "-e", "stderr", "-c", file.toString());
        return new OriginServer(PinnedProcess.start(cores, command, Map.of(), own.resolve("log")));
    }

    public PinnedProcess process() {
        return process;
    }

    static String configuration(Path folder, String datacenter, int port) {
        return "daemon off;\nmaster_process off;\nworker_processes 1;\nworker_rlimit_nofile 16384;\n"
                + Nginx.http("off", folder.toString())
                + SERVER.replace("@PORT", String.valueOf(port))
                        .replace("@DC", datacenter)
                        .replace("@DIR", folder.toString())
                        .replace("@PAGE", text(KIB));
    }

    private static String text(int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) 'x');
        return new String(bytes, java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        process.close();
    }

    /*
     * "return" would answer a POST before its body is read, which is a different test. The mirror module reads the body
     * first; then the static module refuses the method, and the refusal becomes the answer.
     */
    private static final String SERVER = """
              root @DIR;
              sendfile on;
              tcp_nopush off;
              open_file_cache max=100 inactive=600s;
              open_file_cache_valid 600s;
              client_body_buffer_size 2m;
              default_type text/plain;
              add_header X-Datacenter @DC always;
              map $request_method $write { GET ""; HEAD ""; OPTIONS ""; default $size_of_write; }
              map $content_length $size_of_write { "~^[0-9]{1,4}$" small; default large; }
              server {
                listen 127.0.0.1:@PORT backlog=4096;
                location / {
                  if ($write = small) { return 200 "read\\n"; }
                  if ($write) { rewrite ^ /swallow last; }
                  return 200 "@PAGE";
                }
                location /size/ {
                  if ($write = small) { return 200 "read\\n"; }
                  if ($write) { rewrite ^ /swallow last; }
                }
                location = /swallow {
                  internal;
                  log_not_found off;
                  open_file_cache_errors on;
                  mirror /nothing;
                  error_page 403 404 405 =200 @read;
                }
                location = /nothing { internal; return 204; }
                location @read { return 200 "read\\n"; }
                location = /bench/seen {
                  add_header X-Datacenter @DC always;
                  add_header X-Seen-Forwarded-For $http_x_forwarded_for always;
                  add_header X-Seen-Requests $connection_requests always;
                  return 200 "seen\\n";
                }
              }
            }
            """;
}
