package org.fairlead.proxy.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramLogTest {
    private final Properties before = new Properties();

    @BeforeEach
    void forget() {
        before.putAll(System.getProperties());
        List.of("slf4j.provider", "log4j2.configurationFile", "log4j.configurationFile")
                .forEach(System::clearProperty);
    }

    @AfterEach
    void restore() {
        System.setProperties(before);
    }

    @Test
    void isOursWhereNobodySaysOtherwise() {
        ProgramLog.choose(Map.of());

        assertThat(System.getProperty("slf4j.provider")).isEqualTo(StderrLog.class.getName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"log4j2.configurationFile", "log4j.configurationFile"})
    void isLog4jsWhereThatIsConfigured(String property) {
        System.setProperty(property, "my.xml");

        ProgramLog.choose(Map.of());

        assertThat(System.getProperty("slf4j.provider")).isNull();
    }

    @Test
    void isLog4jsWhereTheEnvironmentConfiguresIt() {
        ProgramLog.choose(Map.of("LOG4J_CONFIGURATION_FILE", "my.xml"));

        assertThat(System.getProperty("slf4j.provider")).isNull();
    }

    @Test
    void isWhatSlf4jWasTold() {
        System.setProperty("slf4j.provider", "some.Provider");

        ProgramLog.choose(Map.of());

        assertThat(System.getProperty("slf4j.provider")).isEqualTo("some.Provider");
    }
}
