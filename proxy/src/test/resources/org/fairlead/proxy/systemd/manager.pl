# A service manager in small: holds one listening socket on loopback, prints its port, and hands the socket as descriptor 3 to
# the command in its arguments. On stdin: "start", or a signal's name for the process; "ended STATUS" is printed when it ends.
use strict;
use POSIX ();
use Socket;

$| = 1;
my $proxy = 0;
socket(my $held, PF_INET, SOCK_STREAM, 0) or die "socket: $!";
setsockopt($held, SOL_SOCKET, SO_REUSEADDR, 1);
bind($held, sockaddr_in(0, INADDR_LOOPBACK)) or die "bind: $!";
listen($held, 4096) or die "listen: $!";
my ($port) = sockaddr_in(getsockname($held));
print "port $port\n";

# Read unbuffered, as another process shares nothing of it.
sub next_line {
    my $line = '';
    while (sysread(STDIN, my $byte, 1)) {
        return $line if $byte eq "\n";
        $line .= $byte;
    }
    return undef;
}

while (defined(my $line = next_line())) {
    if ($line eq 'start') {
        $proxy = fork();
        if ($proxy == 0) {
            $ENV{LISTEN_PID} = $$;
            $ENV{LISTEN_FDS} = 1;
            $ENV{LISTEN_FDNAMES} = 'web';
            if (fileno($held) == 3) {
                # Closed on exec otherwise.
                POSIX::dup2(3, 100);
                POSIX::dup2(100, 3);
                POSIX::close(100);
            } else {
                POSIX::dup2(fileno($held), 3);
            }
            open(STDIN, '<', '/dev/null');
            open(STDOUT, '>&', \*STDERR);
            exec(@ARGV) or die "exec: $!";
        }
        print "started $proxy\n";
    } elsif ($line eq 'wait') {
        waitpid($proxy, 0);
        print 'ended ', ($? & 127) ? 128 + ($? & 127) : $? >> 8, "\n";
        $proxy = 0;
    } else {
        kill($line, $proxy);
    }
}
kill('KILL', $proxy) if $proxy;
