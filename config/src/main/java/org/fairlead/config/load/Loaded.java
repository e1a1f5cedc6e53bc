package org.fairlead.config.load;

import java.util.List;
import org.fairlead.config.Configuration;
import org.fairlead.config.RuleTests;
import org.fairlead.config.source.Problem;

/** What came of reading the files. */
public sealed interface Loaded {
    SourceFiles files();

    /** It can be run, whatever the warnings, which come in the order of the files and name each failing test as well. */
    record Accepted(
            Configuration configuration, List<Problem> warnings, List<RuleTests.Result> tests, SourceFiles files)
            implements Loaded {
        public Accepted {
            warnings = List.copyOf(warnings);
            tests = List.copyOf(tests);
        }
    }

    /** It can't. All the problems, in the order of the files; one at least. */
    record Refused(List<Problem> problems, SourceFiles files) implements Loaded {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
