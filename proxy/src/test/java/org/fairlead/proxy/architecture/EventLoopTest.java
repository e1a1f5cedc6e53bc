package org.fairlead.proxy.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.netty.channel.ChannelFuture;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What runs on an event loop never waits. */
class EventLoopTest {
    private static final String[] LOOP_PACKAGES = {
        "org.fairlead.proxy.downstream",
        "org.fairlead.proxy.exchange",
        "org.fairlead.proxy.health",
        "org.fairlead.proxy.http1",
        "org.fairlead.proxy.http2",
        "org.fairlead.proxy.loop",
        "org.fairlead.proxy.names",
        "org.fairlead.proxy.telemetry",
        "org.fairlead.proxy.tls",
        "org.fairlead.proxy.upstream"
    };

    /** Classes in these packages that run on threads of their own, or where others call them. */
    private static final Set<String> OFF_THE_LOOP = Set.of(
            "AccessLog", "FileMarks", "LogTargets", "Metrics", "Names", "ResolvConf", "Spans", "Tails", "TlsFiles");

    /** A method that waits, on a type and all its subtypes. */
    private record Waits(Class<?> type, Set<String> methods) {
        boolean isCalledBy(JavaMethodCall call) {
            return (methods.isEmpty() || methods.contains(call.getName()))
                    && call.getTargetOwner().isAssignableTo(type);
        }
    }

    private static final List<Waits> WAITS = List.of(
            new Waits(
                    Future.class,
                    Set.of("get", "join", "sync", "syncUninterruptibly", "await", "awaitUninterruptibly")),
            new Waits(Thread.class, Set.of("sleep", "join")),
            new Waits(CountDownLatch.class, Set.of("await")),
            new Waits(Condition.class, Set.of("await", "awaitNanos", "awaitUninterruptibly")),
            new Waits(Lock.class, Set.of("lock", "lockInterruptibly")),
            new Waits(LockSupport.class, Set.of("park", "parkNanos", "parkUntil")),
            new Waits(
                    InetAddress.class,
                    Set.of("getByName", "getAllByName", "getLocalHost", "getHostName", "getCanonicalHostName")),
            new Waits(Files.class, Set.of()),
            new Waits(FileInputStream.class, Set.of()),
            new Waits(FileOutputStream.class, Set.of()));

    @Test
    void neverWaits() {
        List<String> waiting = onTheLoop().flatMap(EventLoopTest::waitingCalls).toList();

        assertThat(waiting).isEmpty();
    }

    @Test
    void neverLocks() {
        List<String> locking = onTheLoop()
                .flatMap(type -> type.getCodeUnits().stream())
                .filter(unit -> unit.getModifiers().contains(JavaModifier.SYNCHRONIZED))
                .map(JavaCodeUnit::getFullName)
                .toList();

        assertThat(locking).isEmpty();
    }

    @Test
    void isGuardedAgainstSubtypesToo() {
        JavaClass sample = new ClassFileImporter().importClass(Sample.class);

        assertThat(waitingCalls(sample)).hasSize(3);
    }

    /** What must not pass. */
    private static final class Sample {
        private Sample() {}

        @SuppressWarnings("unused") // read as a class file
        static void waits(ChannelFuture future) throws Exception {
            future.sync();
            future.channel().close().awaitUninterruptibly();
            Thread.sleep(1);
        }
    }

    private static Stream<JavaClass> onTheLoop() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(LOOP_PACKAGES).stream()
                        .filter(type -> OFF_THE_LOOP.stream()
                                .noneMatch(name -> type.getName().matches(".*\\." + name + "(\\$.*)?")));
    }

    private static Stream<String> waitingCalls(JavaClass type) {
        return type.getMethodCallsFromSelf().stream()
                .filter(call -> WAITS.stream().anyMatch(waits -> waits.isCalledBy(call)))
                .map(JavaMethodCall::getDescription);
    }
}
