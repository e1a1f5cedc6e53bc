package org.fairlead.proxy.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.AfterClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.BeforeClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs all tests of a class once over each {@link Front}: the fleets that they start have it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ClassTemplate
@ExtendWith(OverEveryFront.Provider.class)
public @interface OverEveryFront {
    /** All, unless some are named. */
    Front[] value() default {Front.HTTP1, Front.HTTP1_TLS, Front.H2C, Front.HTTP2_TLS};

    final class Provider implements ClassTemplateInvocationContextProvider {
        @Override
        public boolean supportsClassTemplate(ExtensionContext context) {
            return context.getRequiredTestClass().isAnnotationPresent(OverEveryFront.class);
        }

        @Override
        public Stream<ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(ExtensionContext context) {
            return Arrays.stream(context.getRequiredTestClass()
                            .getAnnotation(OverEveryFront.class)
                            .value())
                    .map(Over::new);
        }
    }

    /** One run of the class. */
    record Over(Front front)
            implements ClassTemplateInvocationContext,
                    BeforeClassTemplateInvocationCallback,
                    AfterClassTemplateInvocationCallback {
        @Override
        public String getDisplayName(int index) {
            return "over " + front;
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public void beforeClassTemplateInvocation(ExtensionContext context) {
            Front.enter(front);
        }

        @Override
        public void afterClassTemplateInvocation(ExtensionContext context) {
            Front.leave();
        }
    }
}
