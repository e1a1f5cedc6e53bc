package org.fairlead.bench.scenario;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.fairlead.bench.contestant.Contestant;
import org.fairlead.bench.contestant.OriginServer;
import org.fairlead.bench.contestant.RunningContestant;
import org.fairlead.bench.contestant.Setup;
import org.fairlead.bench.contestant.Site;
import org.fairlead.bench.load.DelayingRelay;
import org.fairlead.bench.machine.ProcessTree;

/** Origins for one setup, the distance to the primary, and whatever contestants were started in front of them. */
public final class Arena implements AutoCloseable {
    private static final int PROXY_PORTS_FROM = 20;
    private static final int PATIENCE_MILLIS = 5000;

    private final Tools tools;
    private final Setup setup;
    private final Path folder;
    private final Map<Integer, OriginServer> origins = new ConcurrentSkipListMap<>();
    private final List<DelayingRelay> relays = new ArrayList<>();
    private final List<RunningContestant> running = new ArrayList<>();
    private final List<Integer> eqiad = new ArrayList<>();
    private final List<Integer> codfw = new ArrayList<>();
    private int started;

    private Arena(Tools tools, Setup setup) throws IOException {
        this.tools = tools;
        this.setup = setup;
        folder = Files.createTempDirectory(tools.folder(), "arena-");
    }

    public static Arena open(Tools tools, Setup setup) throws IOException, InterruptedException {
        Arena arena = new Arena(tools, setup);
        try {
            arena.startOrigins();
        } catch (IOException | InterruptedException e) {
            arena.close();
            throw e;
        }
        return arena;
    }

    private void startOrigins() throws IOException, InterruptedException {
        for (int i = 0; i < setup.originsPerDatacenter(); i++) {
            int home = tools.basePort() + 2 * i;
            startOrigin("eqiad", home);
            startOrigin("codfw", home + 1);
            eqiad.add(isFar() ? relayTo(home) : home);
            codfw.add(home + 1);
        }
    }

    private void startOrigin(String datacenter, int port) throws IOException, InterruptedException {
        OriginServer origin = OriginServer.start(folder, tools.cores().rest(), datacenter, port);
        origins.put(port, origin);
        for (int waited = 0; !accepts(port); waited += 10) {
            if (!origin.process().isAlive() || waited > PATIENCE_MILLIS) {
                throw new IOException("origin at 127.0.0.1:" + port + " doesn't start; its last words:\n"
                        + origin.process().lastWords().indent(4));
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private int relayTo(int port) throws InterruptedException {
        DelayingRelay relay = new DelayingRelay(
                tools.openLoop().group(), setup.distance().roundTrip().orElseThrow(), port);
        relays.add(relay);
        return relay.port();
    }

    public Tools tools() {
        return tools;
    }

    /** Whether the primary is at a distance. */
    boolean isFar() {
        return setup.distance().roundTrip().isPresent();
    }

    /** A fresh process of the contestant, that answers. Whoever starts it may close it; the arena does in the end. */
    public RunningContestant start(Contestant contestant) throws IOException, InterruptedException {
        int number = started++;
        Path own = Files.createDirectories(folder.resolve(number + "-" + contestant.name()));
        int port = tools.basePort() + PROXY_PORTS_FROM + number % 50;
        Site site = new Site(own, port, eqiad, codfw, tools.cores().proxy().size(), setup);
        RunningContestant answering =
                RunningContestant.start(contestant, site, tools.cores().proxy());
        running.add(answering);
        return answering;
    }

    synchronized void killOneLocalOrigin() {
        OriginServer origin = origins.remove(codfw.get(codfw.size() - 1));
        if (origin != null) {
            origin.process().tree().root().destroyForcibly();
            origin.close();
        }
    }

    synchronized void restoreOrigins() throws IOException {
        int port = codfw.get(codfw.size() - 1);
        if (!origins.containsKey(port)) {
            try {
                startOrigin("codfw", port);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Everything that was started here and still runs. */
    List<ProcessTree> processes() {
        List<ProcessTree> trees = new ArrayList<>();
        origins.values().forEach(origin -> trees.add(origin.process().tree()));
        running.stream()
                .filter(contestant -> contestant.process().isAlive())
                .forEach(contestant -> trees.add(contestant.process().tree()));
        return trees;
    }

    @Override
    public void close() {
        running.forEach(RunningContestant::close);
        relays.forEach(DelayingRelay::close);
        origins.values().forEach(OriginServer::close);
    }
}
