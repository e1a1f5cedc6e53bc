package org.fairlead.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifierTest {
    private static final Effect WRITE = new Effect.TreatAs(TreatedAs.WRITE);
    private static final Effect READ = new Effect.TreatAs(TreatedAs.READ);

    private static TestService wiki() {
        return new TestService("mediawiki")
                .rule("rollback", When.query("action", "rollback"), WRITE)
                .rule(
                        "promised",
                        When.all(
                                When.method("POST"),
                                When.path("/w/api.php"),
                                When.header("Promise-Non-Write-API-Action", "true")),
                        READ)
                .rule("GET promised", When.all(When.method("GET"), When.path("/quiet")), READ);
    }

    @ParameterizedTest(name = "{0}  {1}  →  {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    GET /wiki/Foo      |                                               | read
                    HEAD /wiki/Foo     |                                               | read
                    OPTIONS /wiki/Foo  |                                               | read
                    POST /wiki/Foo     |                                               | write
                    PUT /wiki/Foo      |                                               | write
                    PATCH /wiki/Foo    |                                               | write
                    DELETE /wiki/Foo   |                                               | write
                    PURGE /wiki/Foo    |                                               | write
                    QUERY /wiki/Foo    |                                               | write
                    PROPFIND /wiki/Foo |                                               | write
                    get /wiki/Foo      |                                               | write
                    post /wiki/Foo     |                                               | write
                    GETS /wiki/Foo     |                                               | write
                    GET /wiki/Foo      | X-HTTP-Method-Override: DELETE                | write
                    GET /wiki/Foo      | x-http-method-override: delete                | write
                    GET /wiki/Foo      | X-HTTP-Method: PUT                            | write
                    HEAD /wiki/Foo     | X-Method-Override: FOO                        | write
                    GET /wiki/Foo      | X-Method-Override: GET                        | read
                    GET /wiki/Foo      | X-Method-Override: head                       | read
                    GET /wiki/Foo      | X-Method-Override:                            | read
                    GET /wiki/Foo      | X-HTTP-Method: GET ~ X-HTTP-Method: POST      | write
                    GET /wiki/Foo      | X-HTTP-Method: GET, POST                      | write
                    GET /wiki/Foo      | X-HTTP-Method: GET ~ X-Method-Override: PUT   | write
                    POST /wiki/Foo     | X-HTTP-Method-Override: GET                   | write
                    GET /quiet         | X-HTTP-Method-Override: POST                  | write
                    GET /w?action=rollback             |                               | write
                    GET /w?action=%72ollback           |                               | write
                    GET /w?%61ction=rollback           |                               | write
                    GET /w?action=view&action=rollback |                               | write
                    GET /w?action=rollback&action=view |                               | write
                    GET /w?Action=rollback             |                               | read
                    GET /w?a=1;action=rollback         |                               | read
                    POST /w/api.php   | Promise-Non-Write-API-Action: true             | read
                    POST /w/api.php   | promise-non-write-api-action: true             | read
                    POST /w/api.php   | Promise-Non-Write-API-Action: True             | write
                    POST /w/api.php   | Promise-Non-Write-API-Action: true ~ Promise-Non-Write-API-Action: false | write
                    POST /w/api.php   | Promise-Non-Write-API-Action: true ~ Promise-Non-Write-API-Action: true  | write
                    POST /w/api%2Ephp | Promise-Non-Write-API-Action: true             | write
                    POST //w/api.php  | Promise-Non-Write-API-Action: true             | write
                    POST /w/api.php/  | Promise-Non-Write-API-Action: true             | write
                    PUT /w/api.php    | Promise-Non-Write-API-Action: true             | write
                    POST /w/api.php?action=rollback | Promise-Non-Write-API-Action: true | write
                    """)
    void tellsReadsFromWrites(String line, String fields, String treatedAs) {
        Decision decision = new TestFleet(wiki()).decide(line, fields == null ? "" : fields);
        assertThat(((Decision.Forward) decision).treatedAs().label()).isEqualTo(treatedAs);
    }

    @ParameterizedTest
    @CsvSource({
        "QUERY, read",
        "REPORT, read",
        "query, write",
        "POST, write",
        "PUT, write",
        "DELETE, write",
        "PATCH, write"
    })
    void letsAServiceAddSafeMethodsButNoUnsafeOnes(String method, String treatedAs) {
        TestService service =
                new TestService("mediawiki").safeMethods("QUERY", "REPORT", "POST", "PUT", "DELETE", "PATCH");
        TestFleet fleet = new TestFleet(service);
        Decision.Forward asMethod = (Decision.Forward) fleet.decide(method + " /x", "");
        assertThat(asMethod.treatedAs().label()).isEqualTo(treatedAs);
        Decision.Forward asOverride = (Decision.Forward) fleet.decide("GET /x", "X-HTTP-Method-Override: " + method);
        boolean foldsToSafe = treatedAs.equals("read") || method.equals("query");
        assertThat(asOverride.isWrite()).isEqualTo(!foldsToSafe);
    }

    @ParameterizedTest(name = "upgrades: {0}, writes: {1}  {2}  {3}  →  {4}")
    @CsvSource(delimiter = '|', textBlock = """
                    PRIMARY | PRIMARY | GET /  | Connection: Upgrade ~ Upgrade: websocket              | write at eqiad: upgrade
                    PRIMARY | PRIMARY | HEAD / | Connection: upgrade ~ Upgrade: websocket              | write at eqiad: upgrade
                    PRIMARY | PRIMARY | GET /  | Connection: keep-alive, Upgrade ~ Upgrade: x          | write at eqiad: upgrade
                    PRIMARY | PRIMARY | GET /  | Connection: close ~ Connection: upgrade ~ Upgrade: x  | write at eqiad: upgrade
                    PRIMARY | PRIMARY | GET /  | Upgrade: websocket                                    | read at codfw: local
                    PRIMARY | PRIMARY | GET /  | Connection: upgraded ~ Upgrade: websocket             | read at codfw: local
                    PRIMARY | PRIMARY | GET /  | Connection: Upgrade ~ Upgrade: h2c                    | read at codfw: local
                    PRIMARY | PRIMARY | GET /  | Connection: Upgrade ~ Upgrade: websocket, h2c         | read at codfw: local
                    PRIMARY | PRIMARY | POST / | Connection: Upgrade ~ Upgrade: websocket              | write at eqiad: write
                    LOCAL   | PRIMARY | GET /  | Connection: Upgrade ~ Upgrade: websocket              | read at codfw: upgrade
                    PRIMARY | LOCAL   | GET /  | Connection: Upgrade ~ Upgrade: websocket              | write at codfw: upgrade
                    """)
    void placesUpgradesLikeWritesUnlessTheServiceSaysOtherwise(
            Service.Home upgrades, Service.Home writes, String line, String fields, String outcome) {
        TestFleet fleet =
                new TestFleet(new TestService("mediawiki").upgrades(upgrades).writes(writes));
        assertThat(TestFleet.words(fleet.decide(line, fields))).isEqualTo(outcome);
    }
}
