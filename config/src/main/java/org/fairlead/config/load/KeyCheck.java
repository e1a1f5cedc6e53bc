package org.fairlead.config.load;

import java.nio.file.Path;
import java.util.Optional;
import org.fairlead.config.Listener;
import org.fairlead.config.model.DeploymentModel;
import org.fairlead.config.source.Node;
import org.fairlead.config.source.Problems;
import org.fairlead.trust.FleetKeys;

/** Finds the keys of the fleet, and who needs them where there are none. */
final class KeyCheck {
    /** In place of a file: keys that are gone with the process. */
    static final String MADE_UP = "made-up";

    private final DeploymentModel model;
    private final Path folder;
    private final ServiceFiles files;
    private final LoadOptions options;
    private final Problems problems;

    KeyCheck(DeploymentModel model, Path folder, ServiceFiles files, LoadOptions options, Problems problems) {
        this.model = model;
        this.folder = folder;
        this.files = files;
        this.options = options;
        this.problems = problems;
    }

    /** The keys; empty where there are none and nothing needs them, or where that is a problem. */
    Optional<FleetKeys> keys() {
        Node at = model.trust().node().get("secret-file");
        Optional<String> secretFile = model.trust().secretFile();
        if (secretFile.filter(MADE_UP::equals).isPresent()) {
            whichPeers()
                    .ifPresent(needy -> problems.unexpected(
                            at,
                            "a file that all proxies of the fleet have; " + needy
                                    + " can't do with keys made up by one"));
            return Optional.of(options.spareKeys().get());
        }
        if (secretFile.isPresent()) {
            return SecretFile.read(folder.resolve(secretFile.get()), at, problems);
        }
        if (options.dev()) {
            return Optional.of(options.spareKeys().get());
        }
        whoNeedsThem()
                .ifPresent(needy -> problems.add(
                        at,
                        "nothing (expected: a file with the keys of the fleet, which " + needy
                                + " needs; --dev makes one up)"));
        return Optional.empty();
    }

    private Optional<String> whoNeedsThem() {
        return whichPeers()
                .or(() -> files.compiled().stream()
                        .filter(service -> service.service().pin().afterWrite().isPresent())
                        .map(service -> service.model().node().path() + ".pin.after-write")
                        .findFirst());
    }

    private Optional<String> whichPeers() {
        return model.datacenters().values().stream()
                .filter(datacenter -> !datacenter.peers().isEmpty())
                .map(datacenter -> datacenter.node().get("peers").path())
                .findFirst()
                .or(() -> model.listeners().stream()
                        .filter(listener -> listener.purpose() == Listener.Purpose.PEERS)
                        .map(listener -> listener.node().path() + ", for peers,")
                        .findFirst());
    }
}
