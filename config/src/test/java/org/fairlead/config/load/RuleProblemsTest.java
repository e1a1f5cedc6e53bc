package org.fairlead.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row spoils one place of a good rule file; a ⏎ stands for a line break. */
final class RuleProblemsTest {
    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', maxCharsPerColumn = 2000, textBlock = """
                services: | service: | rules.yaml:1:1: service: unknown key (did you mean services?)⏎rules.yaml:1:1: services: nothing (expected: names and, for each, keys such as hosts, pool, reads, writes, primary, upgrades, safe-methods, session-cookies, read-failover, pin, writes-on-safe, shift, replication-lag, pin-failover, cookie-domain, same-site, rules, tests)
                `  wiki:⏎` | `  my wiki:⏎` | rules.yaml:3:5: services.my wiki: "my wiki" (expected: letters, digits, dots, dashes and underscores, 63 at most)
                hosts: ["*.wikipedia.org"] | hosts: ["en.*.org"] | rules.yaml:3:13: services.wiki.hosts[0]: "en.*.org" (expected: a host without scheme and port, such as www.example.org, *.example.org or *)
                hosts: ["*.wikipedia.org"] | hosts: [*.wikipedia.org] | rules.yaml:3:14: not YAML: while scanning an alias, unexpected character found .(46) (expected: quotes around a value that begins with a star)
                hosts: ["*.wikipedia.org"] | hosts: "https://en.wikipedia.org" | rules.yaml:3:12: services.wiki.hosts: "https://en.wikipedia.org" (expected: a host without scheme and port, such as www.example.org, *.example.org or *)
                hosts: ["*.wikipedia.org"] | hosts: [en.wikipedia.org:80] | rules.yaml:3:13: services.wiki.hosts[0]: "en.wikipedia.org:80" (expected: a host without scheme and port, such as www.example.org, *.example.org or *)
                hosts: ["*.wikipedia.org"] | hosts: [a.org, A.org] | rules.yaml:3:20: services.wiki.hosts[1]: "A.org" (expected: each host once)
                `    hosts: ["*.wikipedia.org"]⏎` | `` | rules.yaml:3:5: services.wiki.hosts: nothing (expected: hosts, such as [www.example.org, "*.example.org"])
                pool: appservers | pool: appserver | rules.yaml:4:11: services.wiki.pool: "appserver": no datacenter has such a pool (expected: one of appservers)
                `    pool: appservers⏎` | `` | rules.yaml:3:5: services.wiki.pool: nothing (expected: the name of a pool)
                pool: appservers | pool: appservers⏎    reads: nearest | rules.yaml:5:12: services.wiki.reads: "nearest" (expected: one of local, primary, local-anonymous)
                pool: appservers | pool: appservers⏎    reads: local-anonymous | rules.yaml:5:12: services.wiki.reads: "local-anonymous" without session-cookies (expected: names of cookies, such as "*Session")
                pool: appservers | pool: appservers⏎    writes: codfw | rules.yaml:5:13: services.wiki.writes: "codfw" (expected: one of primary, local)
                pool: appservers | pool: appservers⏎    primary: esams | rules.yaml:5:14: services.wiki.primary: "esams": unknown datacenter (expected: one of eqiad, codfw)
                pool: appservers | pool: appservers⏎    safe-methods: [QUERY, put] | rules.yaml:5:19: services.wiki.safe-methods: "put" (expected: methods that are safe by their definition, such as QUERY; a rule may treat single requests as reads)
                pool: appservers | pool: appservers⏎    replication-lag: 11s | rules.yaml:6:24: services.wiki.pin.after-write: "10s" (expected: no less than replication-lag, or a client's reads come before its write)
                after-write: 10s | after-write: 2m | rules.yaml:5:24: services.wiki.pin.after-write: "2m" (expected: no more than pin.longest)
                after-write: 10s | after-write: 10 | rules.yaml:5:24: services.wiki.pin.after-write: "10" (expected: a duration with a unit, such as 500ms or 2s)
                after-write: 10s | after-write: 0s | rules.yaml:5:24: services.wiki.pin.after-write: "0s" (expected: more than nothing; without the key there are no pins of ours)
                {after-write: 10s} | 10s | rules.yaml:5:10: services.wiki.pin: "10s" (expected: keys such as honour, after-write, longest, cookieless, cookie)
                after-write: 10s | after-write: 10s, honour: [{cookie: a, query: b}] | rules.yaml:5:38: services.wiki.pin.honour[0]: {cookie: …, query: …} (expected: one of cookie, query and header, with or without a value)
                after-write: 10s | after-write: 10s, cookieless: [{cookie: a}] | rules.yaml:5:42: services.wiki.pin.cookieless[0]: {cookie: …} (expected: client-address, or {header: NAME}: what a client without cookies has)
                after-write: 10s | after-write: 10s, cookieless: ip | rules.yaml:5:41: services.wiki.pin.cookieless: "ip" (expected: client-address, request, {cookie: NAME} or {header: NAME})
                after-write: 10s | honour: [{cookie: UseDC}], cookieless: client-address | rules.yaml:5:50: services.wiki.pin.cookieless: without after-write (expected: both: it says how long)
                pool: appservers | pool: appservers⏎    writes-on-safe: {mode: reject} | rules.yaml:5:21: services.wiki.writes-on-safe.flag: nothing (expected: the name of a field, or {set-cookie: NAME})
                pool: appservers | pool: appservers⏎    writes-on-safe: {flag: {header: A, set-cookie: b}} | rules.yaml:5:28: services.wiki.writes-on-safe.flag: {header: …, set-cookie: …} (expected: the name of a field, or {set-cookie: NAME})
                pool: appservers | pool: appservers⏎    writes-on-safe: {flag: Fairlead Write} | rules.yaml:5:28: services.wiki.writes-on-safe.flag: "Fairlead Write" (expected: the name of a field: letters, digits and dashes, no spaces)
                pool: appservers | pool: appservers⏎    writes-on-safe: {flag: A, mode: replay} | rules.yaml:5:37: services.wiki.writes-on-safe.mode: "replay" (expected: one of observe, reject)
                pool: appservers | pool: appservers⏎    shift: {to: esams, percent: 5} | rules.yaml:5:17: services.wiki.shift.to: "esams": unknown datacenter (expected: one of eqiad, codfw)
                pool: appservers | pool: appservers⏎    shift: {to: eqiad, percent: 101} | rules.yaml:5:33: services.wiki.shift.percent: "101" (expected: a percentage from 0 to 100 with two decimals at most, such as 2 or 0.25)
                pool: appservers | pool: appservers⏎    shift: {to: eqiad, percent: 0.125} | rules.yaml:5:33: services.wiki.shift.percent: "0.125" (expected: a percentage from 0 to 100 with two decimals at most, such as 2 or 0.25)
                pool: appservers | pool: appservers⏎    shift: {percent: half} | rules.yaml:5:12: services.wiki.shift.to: nothing (expected: local, or a datacenter)⏎rules.yaml:5:22: services.wiki.shift.percent: "half" (expected: a percentage from 0 to 100 with two decimals at most, such as 2 or 0.25)
                pool: appservers | pool: appservers⏎    shift: {to: eqiad, percent: 5, by: [request, client-address]} | rules.yaml:5:41: services.wiki.shift.by[0]: "request" (expected: request as the last: every request has it)
                pool: appservers | pool: appservers⏎    shift: {to: eqiad, percent: 5, by: [{cooky: a}]} | rules.yaml:5:42: services.wiki.shift.by[0].cooky: unknown key (did you mean cookie?)
                name: one | name: 'say "one"' | rules.yaml:7:15: services.wiki.rules[0].name: "say "one"" (expected: printable ASCII without quotes and backslashes, 200 characters at most: it stands in headers)
                `      - name: one⏎        when` | `      - when` | rules.yaml:7:9: services.wiki.rules[0].name: nothing (expected: a name)
                `        send: primary⏎` | `` | rules.yaml:7:9: services.wiki.rules[0]: no effect (expected: one of treat-as, send, respond, ignore-pin, pin)
                send: primary | send: esams | rules.yaml:9:15: services.wiki.rules[0].send: "esams": unknown datacenter (expected: one of eqiad, codfw)
                send: primary | send: [eqiad, codfw] | rules.yaml:9:15: services.wiki.rules[0].send: a list (expected: primary, local, or a datacenter)
                send: primary | send: primary⏎        respond: 403 | rules.yaml:10:18: services.wiki.rules[0].respond: beside send (expected: one of them)
                send: primary | respond: 99 | rules.yaml:9:18: services.wiki.rules[0].respond: "99" (expected: a status, from 200 to 599)
                send: primary | respond: {body: no} | rules.yaml:9:18: services.wiki.rules[0].respond.status: nothing (expected: a status)
                send: primary | respond: {status: 403, headers: {"X Y": a}} | rules.yaml:9:49: services.wiki.rules[0].respond.headers.X Y: "X Y" (expected: the name of a field: letters, digits and dashes, no spaces)
                send: primary | treat-as: read | rules.yaml:9:19: services.wiki.rules[0].treat-as: "read" for any method (expected: a method in `when`: a promise is made for one method)
                send: primary | treat-as: maybe | rules.yaml:9:19: services.wiki.rules[0].treat-as: "maybe" (expected: one of read, write)
                send: primary | treat-as: write⏎        send: local | rules.yaml:10:15: services.wiki.rules[0].send: "local" beside treat-as: write (expected: primary, or no send: a write goes home)
                send: primary | treat-as: write⏎        ignore-pin: true | rules.yaml:10:21: services.wiki.rules[0].ignore-pin: beside treat-as: write (expected: a read: a write follows no pin)
                send: primary | pin: 2m | rules.yaml:9:14: services.wiki.rules[0].pin: "2m" (expected: no more than pin.longest)
                send: primary | pin: soon | rules.yaml:9:14: services.wiki.rules[0].pin: "soon" (expected: none, or a duration with a unit, such as 5s)
                after-write: 10s} | honour: [{cookie: a}]}⏎    replication-lag: 6s⏎    rules: [{name: p, when: always, pin: 5s}]⏎  other:⏎    hosts: b⏎    pool: appservers | rules.yaml:7:42: services.wiki.rules[0].pin: "5s" (expected: a service with pin.after-write: without it there are no pins of ours)
                when: {path: /x} | when: {} | rules.yaml:8:15: services.wiki.rules[0].when: no condition (expected: keys such as path and method, or always)
                when: {path: /x} | when: /x | rules.yaml:8:15: services.wiki.rules[0].when: "/x" (expected: always, or keys such as path and method)
                when: {path: /x} | when: {always: always, path: /x} | rules.yaml:8:24: services.wiki.rules[0].when.always: "always" beside other conditions (expected: one or the other)
                `        when: {path: /x}⏎` | `` | rules.yaml:7:9: services.wiki.rules[0].when: nothing (expected: always, or keys such as path and method)
                path: /x | paht: /x | rules.yaml:8:16: services.wiki.rules[0].when.paht: unknown key (did you mean path?)
                path: /x | path: x | rules.yaml:8:22: services.wiki.rules[0].when.path: "x" (expected: a path that begins with a slash or a star, without a query: that is matched by the key query)
                path: /x | path: "/x?a=b" | rules.yaml:8:22: services.wiki.rules[0].when.path: "/x?a=b" (expected: a path that begins with a slash or a star, without a query: that is matched by the key query)
                path: /x | path: [] | rules.yaml:8:22: services.wiki.rules[0].when.path: an empty list (expected: one value at least)
                path: /x | path: {regex: "(a"} | rules.yaml:8:30: services.wiki.rules[0].when.path.regex: "(a": missing closing ) (expected: a regular expression, in RE2 syntax)
                path: /x | path: {glob: /x, regex: /y} | rules.yaml:8:22: services.wiki.rules[0].when.path: {glob: …, regex: …} (expected: one of glob, regex and present)
                path: /x | path: {present: true} | rules.yaml:8:32: services.wiki.rules[0].when.path.present: a path is always there (expected: a glob, or a regex)
                path: /x | method: post | rules.yaml:8:24: services.wiki.rules[0].when.method: "post" (expected: POST; methods are case-sensitive)
                path: /x | method: "GE T" | rules.yaml:8:24: services.wiki.rules[0].when.method: "GE T" (expected: a method: letters, digits and dashes, no spaces)
                path: /x | scheme: ftp | rules.yaml:8:24: services.wiki.rules[0].when.scheme: "ftp" (expected: one of http, https)
                path: /x | host: "*.org" | rules.yaml:8:22: services.wiki.rules[0].when.host: "*.org" (expected: an exact host without a port, such as www.example.org)
                path: /x | client: 10.0.0.0/8.1 | rules.yaml:8:24: services.wiki.rules[0].when.client: "10.0.0.0/8.1" (expected: a network, such as 10.0.0.0/8 or 2001:db8::/32)
                path: /x | query: action | rules.yaml:8:23: services.wiki.rules[0].when.query: "action" (expected: names and, for each, a glob, {regex: …} or {present: true}, or a list of such)
                path: /x | header: {"a b": c} | rules.yaml:8:32: services.wiki.rules[0].when.header.a b: "a b" (expected: the name of a field: letters, digits and dashes, no spaces)
                path: /x | query: {a: [{present: false}, b]} | rules.yaml:8:38: services.wiki.rules[0].when.query.a[0].present: "false" beside other values (expected: alone)
                path: /x | ignore-case: yes, path: /x | rules.yaml:8:29: services.wiki.rules[0].when.ignore-case: "yes" (expected: true or false)
                path: /x | any: [] | rules.yaml:8:21: services.wiki.rules[0].when.any: an empty list (expected: one value at least)
                path: /x | not: [a] | rules.yaml:8:21: services.wiki.rules[0].when.not: a list (expected: always, or keys such as path and method)
                path: /x | is: special | rules.yaml:8:20: services.wiki.rules[0].when.is: "special": unknown condition (expected: none, as there is no condition)
                services:⏎  wiki:⏎    hosts: ["*.wikipedia.org"] | conditions: {special: {path: "/<name>"}}⏎services:⏎  wiki:⏎    hosts: "*.wikipedia.org"⏎    tests: [{request: GET, goes-to: local}] | rules.yaml:5:23: services.wiki.tests[0].request: "GET" (expected: a method and a full URL, such as GET https://en.wikipedia.org/wiki/Foo)
                services: | defaults: {hosts: a}⏎services: | rules.yaml:1:12: defaults.hosts: not inherited (expected: under each service)
                services: | defaults: {pol: a}⏎services: | rules.yaml:1:12: defaults.pol: unknown key (did you mean pool?)
                services: | defaults: {reads: far}⏎services: | rules.yaml:1:19: defaults.reads: "far" (expected: one of local, primary, local-anonymous)
                send: primary | send: primary⏎      - {name: one, when: {path: /y}, send: primary} | rules.yaml:10:16: services.wiki.rules[1].name: "one" (expected: a name that no other rule of the service has)
                send: primary | send: primary⏎  other: {hosts: "*.wikipedia.org", pool: appservers} | rules.yaml:10:18: services.other.hosts: "*.wikipedia.org" (expected: a host that no other service has; wiki has it, rules.yaml:3:12)
                `    rules:` | `    tests:⏎      - {request: "GET /x", goes-to: local}⏎    rules:` | rules.yaml:7:19: services.wiki.tests[0].request: "/x" (expected: a full URL, such as https://en.wikipedia.org/wiki/Foo)
                `    rules:` | `    tests:⏎      - {request: "GET http://en.wikipedia.org/"}⏎    rules:` | rules.yaml:7:9: services.wiki.tests[0]: nothing to test (expected: one of goes-to, treated-as, because, status)
                `    rules:` | `    tests:⏎      - {request: "GET http://en.wikipedia.org/", given: {client: me}, goes-to: primary}⏎    rules:` | rules.yaml:7:67: services.wiki.tests[0].given.client: "me" (expected: an address, such as 192.0.2.7)
                pool: appservers | pool: appservers⏎    cookie-domain: ".org" | rules.yaml:5:20: services.wiki.cookie-domain: ".org" (expected: a domain, such as example.org)
                pool: appservers | pool: appservers⏎    same-site: Lax | rules.yaml:5:16: services.wiki.same-site: "Lax" (expected: one of strict, lax, none)
                """)
    void tellsWhatIsWrong(String replace, String by, String expected) {
        ConfigurationFiles files = ConfigurationFiles.good(folder).inRules(replace, by);

        assertThat(files.problems()).isEqualTo(expected);
    }
}
