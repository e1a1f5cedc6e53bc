/*
 * The floor: a relay with the system calls of a proxy, and without a proxy's work. It passes bytes between clients and one
 * origin over connections that are kept, and looks at a head for nothing but its end and its Content-Length. What a real
 * proxy takes beyond it is the price of being one; nobody gets below it with these system calls.
 *
 * Usage: floor PORT ORIGIN_PORT. One thread, on 127.0.0.1.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER = 64 * 1024, EVENTS = 256, BACKLOG = 4096 };

struct side {
    int fd;
    int is_origin;
    /* Bytes of the message that are still to come; 0: a head comes next. */
    long body;
    /* The other side of the exchange under way, or null. */
    struct side *peer;
    struct side *next_idle;
};

static int epoll_fd;
static int origin_port;
static struct side *idle_origins;
static char buffer[BUFFER + 1];

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static struct sockaddr_in loopback(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static struct side *watch(int fd, int is_origin) {
    int on = 1;
    struct side *side = calloc(1, sizeof *side);
    if (side == NULL) {
        fail("floor: memory");
    }
    side->fd = fd;
    side->is_origin = is_origin;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data.ptr = side};
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0) {
        fail("floor: epoll_ctl");
    }
    return side;
}

static struct side *take_origin(void) {
    struct side *origin = idle_origins;
    if (origin != NULL) {
        idle_origins = origin->next_idle;
        return origin;
    }
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = loopback(origin_port);
    if (fd < 0 || connect(fd, (struct sockaddr *) &address, sizeof address) < 0) {
        fail("floor: origin");
    }
    return watch(fd, 1);
}

static void send_all(int fd, const char *bytes, long length) {
    while (length > 0) {
        ssize_t sent = send(fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent > 0) {
            bytes += sent;
            length -= sent;
        } else if (errno == EAGAIN) {
            struct pollfd writable = {.fd = fd, .events = POLLOUT};
            poll(&writable, 1, 1000);
        } else {
            return;
        }
    }
}

/* How long a message is whose head is in the buffer; 0: the head isn't whole. */
static long message_length(long have) {
    buffer[have] = 0;
    char *end = strstr(buffer, "\r\n\r\n");
    if (end == NULL) {
        return 0;
    }
    char *length = strcasestr(buffer, "\r\ncontent-length:");
    return end + 4 - buffer + (length != NULL && length < end ? atol(length + 17) : 0);
}

/* Waits for the rest of a head, with all others, as heads hardly ever come in parts here. Returns how many bytes there are. */
static long read_head(int fd, long have) {
    while (have < BUFFER && message_length(have) == 0) {
        struct pollfd readable = {.fd = fd, .events = POLLIN};
        ssize_t got = poll(&readable, 1, 1000) > 0 ? recv(fd, buffer + have, BUFFER - have, MSG_DONTWAIT) : 0;
        if (got <= 0) {
            break;
        }
        have += got;
    }
    return have;
}

/* A side closed, and all that belongs to it with it: what is measured here doesn't fail. Events of this turn may still name it. */
static void end(struct side *side) {
    if (side->fd < 0) {
        return;
    }
    close(side->fd);
    side->fd = -1;
    for (struct side **at = &idle_origins; *at != NULL; at = &(*at)->next_idle) {
        if (*at == side) {
            *at = side->next_idle;
            break;
        }
    }
    if (side->peer != NULL) {
        struct side *peer = side->peer;
        side->peer = NULL;
        peer->peer = NULL;
        end(peer);
    }
}

static void pass(struct side *from) {
    while (from->fd >= 0) {
        ssize_t got = recv(from->fd, buffer, BUFFER, MSG_DONTWAIT);
        if (got < 0 && errno == EAGAIN) {
            return;
        }
        if (got <= 0) {
            end(from);
            return;
        }
        if (from->peer == NULL) {
            if (from->is_origin) {
                end(from);
                return;
            }
            from->peer = take_origin();
            from->peer->peer = from;
        }
        if (from->body == 0) {
            got = read_head(from->fd, got);
            from->body = message_length(got);
            if (from->body == 0) {
                end(from);
                return;
            }
        }
        from->body -= got;
        send_all(from->peer->fd, buffer, got);
        if (from->is_origin && from->body <= 0) {
            from->peer->peer = NULL;
            from->peer = NULL;
            from->body = 0;
            from->next_idle = idle_origins;
            idle_origins = from;
        }
        if (got < BUFFER) {
            return;
        }
    }
}

int main(int count, char **arguments) {
    if (count != 3) {
        fprintf(stderr, "usage: floor PORT ORIGIN_PORT\n");
        return 2;
    }
    origin_port = atoi(arguments[2]);
    int on = 1;
    int server = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = loopback(atoi(arguments[1]));
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(server, (struct sockaddr *) &address, sizeof address) < 0 || listen(server, BACKLOG) < 0) {
        fail("floor: port");
    }
    epoll_fd = epoll_create1(0);
    struct epoll_event accepts = {.events = EPOLLIN, .data.ptr = NULL};
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, server, &accepts) < 0) {
        fail("floor: epoll_ctl");
    }
    for (;;) {
        struct epoll_event events[EVENTS];
        int ready = epoll_wait(epoll_fd, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.ptr != NULL) {
                pass(events[i].data.ptr);
                continue;
            }
            int client;
            while ((client = accept(server, NULL, NULL)) >= 0) {
                watch(client, 0);
            }
        }
    }
}
