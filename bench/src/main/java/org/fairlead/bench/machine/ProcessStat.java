package org.fairlead.bench.machine;

/**
 * The times in /proc/PID/stat (proc(5)).
 *
 * @param own user and system time of all threads, in ticks
 * @param ofChildren the same of children that have ended and were waited for
 */
record ProcessStat(long own, long ofChildren) {
    private static final int UTIME = 11;
    private static final int STIME = 12;
    private static final int CUTIME = 13;
    private static final int CSTIME = 14;

    /** The name in the second field may contain blanks and parentheses, so fields are counted from its end. */
    static ProcessStat parse(String line) {
        String[] fields = line.substring(line.lastIndexOf(')') + 2).strip().split(" ", -1);
        return new ProcessStat(
                Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]),
                Long.parseLong(fields[CUTIME]) + Long.parseLong(fields[CSTIME]));
    }

    long total() {
        return own + ofChildren;
    }
}
