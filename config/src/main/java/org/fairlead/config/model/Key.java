package org.fairlead.config.model;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** One key of a file. Its name is the component's in kebab case, its type the component's. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface Key {
    /** The most that nearly every duration may be. */
    long DAY_MILLIS = 86_400_000;

    /** What it means, in a phrase. */
    String value();

    /** The name, where Java keeps the word for itself. */
    String name() default "";

    /** The default, as one would write it; empty: none. */
    String otherwise() default "";

    /** Whether it must be there. */
    boolean required() default false;

    /** Completes "expected: …", where the type says too little. */
    String shape() default "";

    /** The least and the greatest number; for durations of milliseconds, for sizes of bytes. */
    long[] range() default {};

    /** Whether the word {@code none} may stand here, for nothing at all. */
    boolean orNone() default false;

    /** Whether a single value in place of the keys of this record is this key's value. */
    boolean shorthand() default false;

    /** Whether a name, or a list of names, in place of names with values stands for names without values. */
    boolean namesAlone() default false;

    /** Whether a reload takes over a change; otherwise it needs a restart. */
    boolean reloads() default true;

    /** Whether a reload takes over what its own keys say, where its coming or going needs a restart. */
    boolean keysReload() default false;
}
