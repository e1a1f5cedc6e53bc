package org.fairlead.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row spoils one place of a good deployment file; a ⏎ stands for a line break. */
final class DeploymentProblemsTest {
    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', maxCharsPerColumn = 2000, textBlock = """
                fleet: wiki | flet: wiki | fairlead.yaml:1:1: flet: unknown key (did you mean fleet?)⏎fairlead.yaml:1:1: fleet: nothing (expected: a name)
                fleet: wiki | fleet: my wiki | fairlead.yaml:1:8: fleet: "my wiki" (expected: letters, digits, dots, dashes and underscores, 63 at most)
                fleet: wiki | fleet: [a] | fairlead.yaml:1:8: fleet: a list (expected: a name)
                fleet: wiki | fleet: | fairlead.yaml:1:7: fleet: nothing (expected: a name)
                datacenter: codfw | datacenter: codfv | fairlead.yaml:2:13: datacenter: "codfv": unknown datacenter (did you mean codfw?)
                datacenter: codfw | color: red | fairlead.yaml:1:1: datacenter: nothing (expected: the datacenter this process runs in, here, by --datacenter or by FAIRLEAD_DATACENTER)⏎fairlead.yaml:2:1: color: unknown key (expected: one of fleet, datacenter, primary, epoch, failover, rules, datacenters, listeners, trust, timeouts, limits, retry, observe, control, access-log, debug, contract, forwarded-header, override, threads, stopping, tracing)
                datacenter: codfw | datacenter: ${UNSET} | fairlead.yaml:2:13: datacenter: ${UNSET} isn't set (expected: a value in the environment, or ${UNSET:-default})
                datacenter: codfw | datacenter: ${UNSET | fairlead.yaml:2:13: datacenter: "${UNSET" (expected: ${NAME} or ${NAME:-default}; $${ for the characters)
                datacenter: codfw | datacenter: ${SET}-${EMPTY:-x} | fairlead.yaml:2:13: datacenter: "eqiad-x": unknown datacenter (did you mean eqiad?)
                primary: eqiad | primary: [eqiad, codfw] | fairlead.yaml:3:10: primary: a list (expected: the name of one datacenter, or none)
                primary: eqiad | primary: esams | fairlead.yaml:3:10: primary: "esams": unknown datacenter (expected: one of eqiad, codfw)
                primary: eqiad | primary: eqiad⏎primary: codfw | fairlead.yaml:4:1: primary: a second time (expected: once; the first is in line 3)
                epoch: 17 | epoch: seventeen | fairlead.yaml:4:8: epoch: "seventeen" (expected: a whole number, 0 or more)
                epoch: 17 | epoch: -1 | fairlead.yaml:4:8: epoch: "-1" (expected: a whole number, 0 or more)
                epoch: 17 | epoch: 1.5 | fairlead.yaml:4:8: epoch: "1.5" (expected: a whole number, 0 or more)
                epoch: 17⏎ | `` | fairlead.yaml:1:1: epoch: nothing (expected: a whole number)
                rules: rules.yaml | rules: nowhere.yaml | fairlead.yaml:5:8: rules: "nowhere.yaml" (expected: a rule file, or a folder with rule files; there is no nowhere.yaml)
                rules: rules.yaml | rules: empty | fairlead.yaml:5:8: rules: "empty" (expected: a folder with .yaml files; empty has none)
                epoch: 17 | epoch: 17⏎failover: [eqiad, ulsfo] | fairlead.yaml:5:19: failover[1]: "ulsfo": unknown datacenter (expected: one of eqiad, codfw)
                epoch: 17 | epoch: 17⏎failover: [eqiad, eqiad] | fairlead.yaml:5:19: failover[1]: "eqiad" (expected: each datacenter once)
                `  codfw: {` | `  local: {` | fairlead.yaml:2:13: datacenter: "codfw": unknown datacenter (expected: one of eqiad, local)⏎fairlead.yaml:8:10: datacenters.local: "local" (expected: another name; this one has a meaning of its own)
                `  codfw: {` | `  cod fw: {` | fairlead.yaml:2:13: datacenter: "codfw": unknown datacenter (did you mean cod fw?)⏎fairlead.yaml:8:11: datacenters.cod fw: "cod fw" (expected: letters, digits, dots, dashes and underscores, 63 at most)
                http://10.192.0.11 | https://10.192.0.11 | fairlead.yaml:8:42: datacenters.codfw.pools.appservers.origins[0]: "https://10.192.0.11" (expected: an address over plain HTTP without a path, such as http://10.64.0.11:80; https isn't spoken to origins yet)
                http://10.192.0.11 | 10.192.0.11 | fairlead.yaml:8:42: datacenters.codfw.pools.appservers.origins[0]: "10.192.0.11" (expected: an address over plain HTTP without a path, such as http://10.64.0.11:80; https isn't spoken to origins yet)
                http://10.192.0.11 | http://10.192.0.11/w | fairlead.yaml:8:42: datacenters.codfw.pools.appservers.origins[0]: "http://10.192.0.11/w" (expected: an address over plain HTTP without a path, such as http://10.64.0.11:80; https isn't spoken to origins yet)
                http://10.192.0.11 | http://10.192.0.11:70000 | fairlead.yaml:8:42: datacenters.codfw.pools.appservers.origins[0]: "http://10.192.0.11:70000" (expected: an address over plain HTTP without a path, such as http://10.64.0.11:80; https isn't spoken to origins yet)
                origins: ["http://10.192.0.11"] | origins: [] | fairlead.yaml:8:41: datacenters.codfw.pools.appservers.origins: none (expected: one address at least)
                origins: ["http://10.192.0.11"] | origins: ["http://a", "http://a:80"] | fairlead.yaml:8:41: datacenters.codfw.pools.appservers.origins: an address comes twice (expected: each once)
                {origins: ["http://10.192.0.11"]} | {} | fairlead.yaml:8:31: datacenters.codfw.pools.appservers.origins: nothing (expected: an address over plain HTTP without a path, such as http://10.64.0.11:80; https isn't spoken to origins yet, or a list of such)
                {pools: {appservers: {origins: ["http://10.192.0.11"]}}} | {state: drain, pools: {appservers: {origins: ["http://10.192.0.11"]}}} | fairlead.yaml:8:18: datacenters.codfw.state: "drain" (expected: one of active, drained, read-only, drained-read-only, down)
                ["http://10.192.0.11"] | ["http://10.192.0.11"], all-down: panic | fairlead.yaml:8:75: datacenters.codfw.pools.appservers.all-down: "panic" (expected: one of refuse, try-anyway)
                ["http://10.192.0.11"] | ["http://10.192.0.11"], eject: {after: 0} | fairlead.yaml:8:80: datacenters.codfw.pools.appservers.eject.after: "0" (expected: a whole number, from 1 to 1000)
                ["http://10.192.0.11"] | ["http://10.192.0.11"], eject: {for: 1m, longest: 10s} | fairlead.yaml:8:91: datacenters.codfw.pools.appservers.eject.longest: "10s" (expected: no less than eject.for)
                "127.0.0.1:0" | 8080 | fairlead.yaml:10:12: listeners[0].bind: "8080" (expected: an address and a port from 0 to 65535, such as 0.0.0.0:8080 or [::1]:8080)
                "127.0.0.1:0" | "127.0.0.1:99999" | fairlead.yaml:10:12: listeners[0].bind: "127.0.0.1:99999" (expected: an address and a port from 0 to 65535, such as 0.0.0.0:8080 or [::1]:8080)
                {bind: "127.0.0.1:0"} | {bind: "127.0.0.1:0", for: peer} | fairlead.yaml:10:32: listeners[0].for: "peer" (expected: one of clients, peers)
                {bind: "127.0.0.1:0"} | {bind: "127.0.0.1:80", health-path: health} | fairlead.yaml:10:41: listeners[0].health-path: "health" (expected: a path, such as /.well-known/fairlead)
                {bind: "127.0.0.1:0"} | {bind: "127.0.0.1:80"}⏎  - {bind: "0.0.0.0:80"} | fairlead.yaml:11:12: listeners[1].bind: "0.0.0.0:80" (expected: an address of its own; listeners[0].bind has 127.0.0.1:80)
                `  - {bind: "127.0.0.1:0"}` | `  []` | fairlead.yaml:10:3: listeners: none (expected: one at least)
                {bind: "127.0.0.1:0"} | {bind: "127.0.0.1:0", proxy-protocol: {}} | fairlead.yaml:10:43: listeners[0].proxy-protocol.from: nothing (expected: a network, such as 10.0.0.0/8 or 2001:db8::/32, or a list of such)
                {bind: "127.0.0.1:0"} | {bind: "127.0.0.1:0", proxy-protocol: {from: []}} | fairlead.yaml:10:50: listeners[0].proxy-protocol.from: none (expected: one network at least)
                {bind: "127.0.0.1:0"} | {bind: "127.0.0.1:0", proxy-protocol: {from: balancer}} | fairlead.yaml:10:50: listeners[0].proxy-protocol.from: "balancer" (expected: a network, such as 10.0.0.0/8 or 2001:db8::/32)
                {bind: "127.0.0.1:0"} | {for: clients} | fairlead.yaml:10:5: listeners[0].bind: nothing (expected: an address and a port from 0 to 65535, such as 0.0.0.0:8080 or [::1]:8080)
                trust: {secret-file: secret} | trust: {secret-file: nosecret} | fairlead.yaml:11:22: trust.secret-file: "nosecret" (expected: a file that can be read, one secret a line; nosecret can't)
                trust: {secret-file: secret} | trust: {secret-file: short} | fairlead.yaml:11:22: trust.secret-file: short (expected: one secret a line, each of 16 bytes or more)
                trust: {secret-file: secret} | trust: {} | fairlead.yaml:11:8: trust.secret-file: nothing (expected: a file with the keys of the fleet, which services.wiki.pin.after-write needs; --dev makes one up)
                trust: {secret-file: secret} | trust: {forwarded-from: [10.0.0.0/33], secret-file: secret} | fairlead.yaml:11:26: trust.forwarded-from[0]: "10.0.0.0/33" (expected: a network, such as 10.0.0.0/8 or 2001:db8::/32)
                trust: {secret-file: secret} | trust: {forwarded-from: office, secret-file: secret} | fairlead.yaml:11:25: trust.forwarded-from: "office" (expected: a network, such as 10.0.0.0/8 or 2001:db8::/32)
                epoch: 17 | epoch: 17⏎timeouts: {connect: 5} | fairlead.yaml:5:21: timeouts.connect: "5" (expected: a duration with a unit, such as 500ms or 2s, from 1ms to 24h)
                epoch: 17 | epoch: 17⏎tracing: {accept-from: office, sample: 101} | fairlead.yaml:5:24: tracing.accept-from: "office" (expected: a network, such as 10.0.0.0/8 or 2001:db8::/32)⏎fairlead.yaml:5:40: tracing.sample: "101" (expected: a percentage from 0 to 100 with two decimals at most, such as 2 or 0.25)
                epoch: 17 | epoch: 17⏎tracing: {otlp: "collector:4318"} | fairlead.yaml:5:17: tracing.otlp: "collector:4318" (expected: a URL without user, query and fragment, such as http://127.0.0.1:4318)
                epoch: 17 | epoch: 17⏎timeouts: {request: 0s} | fairlead.yaml:5:21: timeouts.request: "0s" (expected: a duration with a unit, such as 500ms or 2s, from 1ms to 24h)
                epoch: 17 | epoch: 17⏎retry: {on: [502, 404]} | fairlead.yaml:5:19: retry.on[1]: "404" (expected: a whole number, from 500 to 599)
                epoch: 17 | epoch: 17⏎retry: {budget: 101} | fairlead.yaml:5:17: retry.budget: "101" (expected: a percentage from 0 to 100 with two decimals at most, such as 2 or 0.25)
                epoch: 17 | epoch: 17⏎retry: {floor: -1} | fairlead.yaml:5:16: retry.floor: "-1" (expected: a whole number, from 0 to 100000)
                epoch: 17 | epoch: 17⏎retry: {back-off: 5} | fairlead.yaml:5:19: retry.back-off: "5" (expected: a duration with a unit, such as 500ms or 2s, from 1ms to 1h)
                epoch: 17 | epoch: 17⏎stopping: {drain-delay: 6m} | fairlead.yaml:5:25: stopping.drain-delay: "6m" (expected: a duration with a unit, such as 500ms or 2s, from 0s to 5m)
                epoch: 17 | epoch: 17⏎timeouts: {connect: 0s} | fairlead.yaml:5:21: timeouts.connect: "0s" (expected: a duration with a unit, such as 500ms or 2s, from 1ms to 24h)
                epoch: 17 | epoch: 17⏎timeouts: {conect: 1s} | fairlead.yaml:5:12: timeouts.conect: unknown key (did you mean connect?)
                epoch: 17 | epoch: 17⏎timeouts: 1s | fairlead.yaml:5:11: timeouts: "1s" (expected: keys such as connect, request-head, response-head, client-idle, upstream-idle, body-pace, response-body, request)
                epoch: 17 | epoch: 17⏎limits: {head-bytes: 32} | fairlead.yaml:5:22: limits.head-bytes: "32" (expected: a size with a unit, such as 32KiB or 1MiB, from 1KiB to 1MiB)
                epoch: 17 | epoch: 17⏎limits: {head-bytes: 4GiB} | fairlead.yaml:5:22: limits.head-bytes: "4GiB" (expected: a size with a unit, such as 32KiB or 1MiB, from 1KiB to 1MiB)
                epoch: 17 | epoch: 17⏎limits: {head-bytes: 512B} | fairlead.yaml:5:22: limits.head-bytes: "512B" (expected: a size with a unit, such as 32KiB or 1MiB, from 1KiB to 1MiB)
                epoch: 17 | epoch: 17⏎limits: {connections: 0} | fairlead.yaml:5:23: limits.connections: "0" (expected: a whole number, from 1 to 1000000)
                epoch: 17 | epoch: 17⏎limits: {per-address: 5} | fairlead.yaml:5:23: limits.per-address: "5" (expected: keys such as connections, except)
                epoch: 17 | epoch: 17⏎limits: {per-address: {connections: 0}} | fairlead.yaml:5:37: limits.per-address.connections: "0" (expected: a whole number, from 1 to 1000000)
                epoch: 17 | epoch: 17⏎limits: {per-address: {except: home}} | fairlead.yaml:5:32: limits.per-address.except: "home" (expected: a network, such as 10.0.0.0/8 or 2001:db8::/32)
                epoch: 17 | epoch: 17⏎limits: {requests-per-connection: none} | fairlead.yaml:5:35: limits.requests-per-connection: "none" (expected: a whole number, from 1 to 2147483647)
                epoch: 17 | epoch: 17⏎limits: {pipelined-requests: 0} | fairlead.yaml:5:30: limits.pipelined-requests: "0" (expected: a whole number, from 1 to 10000)
                epoch: 17 | epoch: 17⏎limits: {min-body-rate: 100} | fairlead.yaml:5:25: limits.min-body-rate: "100" (expected: a size with a unit, such as 32KiB or 1MiB, from 0MiB to 1024MiB)
                epoch: 17 | epoch: 17⏎limits: {memory: 64KiB} | fairlead.yaml:5:18: limits.memory: "64KiB" (expected: a size with a unit, such as 32KiB or 1MiB, from 1MiB to 2047MiB)
                epoch: 17 | epoch: 17⏎timeouts: {body-pace: 10ms} | fairlead.yaml:5:23: timeouts.body-pace: "10ms" (expected: a duration with a unit, such as 500ms or 2s, from 100ms to 24h)
                epoch: 17 | epoch: 17⏎limits: {attempts: many} | fairlead.yaml:5:20: limits.attempts: "many" (expected: a whole number, from 1 to 10)
                epoch: 17 | epoch: 17⏎observe: {bind: "127.0.0.1"} | fairlead.yaml:5:17: observe.bind: "127.0.0.1" (expected: an address and a port from 0 to 65535, such as 0.0.0.0:8080 or [::1]:8080)
                epoch: 17 | epoch: 17⏎control: {bind: "127.0.0.1:9901"} | fairlead.yaml:5:10: control.token-file: nothing (expected: a file)
                epoch: 17 | epoch: 17⏎control: {bind: "127.0.0.1:9901", token-file: none.token} | fairlead.yaml:5:47: control.token-file: "none.token" (expected: a file; there is no none.token)
                epoch: 17 | epoch: 17⏎access-log: nowhere/access.log | fairlead.yaml:5:13: access-log: "nowhere/access.log" (expected: stdout, off, or a file in a folder that is there)
                epoch: 17 | epoch: 17⏎debug: {allow-from: everybody} | fairlead.yaml:5:21: debug.allow-from: "everybody" (expected: a network, such as 10.0.0.0/8 or 2001:db8::/32)
                epoch: 17 | epoch: 17⏎contract: {request: "My Request"} | fairlead.yaml:5:21: contract.request: "My Request" (expected: the name of a field: letters, digits and dashes, no spaces)
                epoch: 17 | epoch: 17⏎contract: {pin: Fairlead-Hop} | fairlead.yaml:5:17: contract.pin: "Fairlead-Hop" (expected: a field that has no other meaning)
                epoch: 17 | epoch: 17⏎contract: {request: Host} | fairlead.yaml:5:21: contract.request: "Host" (expected: a field that has no other meaning)
                epoch: 17 | epoch: 17⏎contract: {request: fairlead-hop} | fairlead.yaml:5:21: contract.request: "fairlead-hop" (expected: a field that has no other meaning)
                epoch: 17 | epoch: 17⏎forwarded-header: yes | fairlead.yaml:5:19: forwarded-header: "yes" (expected: true or false)
                epoch: 17 | epoch: 17⏎override: {reads: local} | fairlead.yaml:5:19: override.reads: "local" (expected: primary)
                epoch: 17 | epoch: 17⏎threads: 2000 | fairlead.yaml:5:10: threads: "2000" (expected: a whole number, from 0 to 1024)
                epoch: 17 | epoch: &e 17⏎threads: *e | fairlead.yaml:5:10: threads: an alias (expected: the value itself, in quotes where it begins with a star)
                epoch: 17 | epoch: 17⏎---⏎a: 1 | fairlead.yaml:1:1: rules: nothing (expected: a file, a folder, or a list of such)⏎fairlead.yaml:1:1: datacenters: nothing (expected: names and, for each, keys such as pools, peers, state)⏎fairlead.yaml:1:1: listeners: nothing (expected: a list)⏎fairlead.yaml:6:1: a second document (expected: one in a file)
                epoch: 17 | epoch: 17⏎ threads: 1 | fairlead.yaml:5:9: not YAML: mapping values are not allowed here
                epoch: 17 | epoch: 17⏎failover: [*x] | fairlead.yaml:5:12: failover[0]: an alias (expected: the value itself, in quotes where it begins with a star)
                {pools: {appservers: {origins: ["http://10.192.0.11"]}}} | {pools: {appservers: {origins: ["http://10.192.0.11"]}}, peers: ["https://x:1"]} | fairlead.yaml:8:75: datacenters.codfw.peers[0]: "https://x:1" (expected: an address over plain HTTP without a path, such as http://10.64.0.11:80; https isn't spoken to origins yet)
                """)
    void tellsWhatIsWrong(String replace, String by, String expected) {
        ConfigurationFiles files = ConfigurationFiles.good(folder).inDeployment(replace, by);

        assertThat(files.problems()).isEqualTo(expected);
    }
}
