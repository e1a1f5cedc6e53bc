package org.fairlead.proxy.testkit;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A DNS server on loopback, over UDP, that says what a test tells it to; of all other names that there is no such. */
public final class DnsServer implements AutoCloseable {
    /** @param seconds that it holds */
    private record Answer(DnsResponseCode code, int seconds, List<String> addresses, boolean isSilent) {}

    private static final Answer UNKNOWN = new Answer(DnsResponseCode.NXDOMAIN, 0, List.of(), false);

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final Channel channel;

    public DnsServer() {
        channel = new Bootstrap()
                .group(group)
                .channel(NioDatagramChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel made) {
                        made.pipeline()
                                .addLast(
                                        new DatagramDnsQueryDecoder(),
                                        new DatagramDnsResponseEncoder(),
                                        new Answering());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** From now on; no addresses: there is such a name, and nothing to it. */
    public DnsServer answer(String name, int seconds, String... addresses) {
        answers.put(name, new Answer(DnsResponseCode.NOERROR, seconds, List.of(addresses), false));
        return this;
    }

    /** From now on there is no such name. */
    public void forget(String name) {
        answers.remove(name);
    }

    /** From now on it says that it can't tell. */
    public void fail(String name) {
        answers.put(name, new Answer(DnsResponseCode.SERVFAIL, 0, List.of(), false));
    }

    /** From now on it says nothing. */
    public void ignore(String name) {
        answers.put(name, new Answer(DnsResponseCode.NOERROR, 0, List.of(), true));
    }

    /** How often it was asked for the IPv4 addresses of that name. */
    public int asked(String name) {
        AtomicInteger count = asked.get(name);
        return count == null ? 0 : count.get();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Answering extends SimpleChannelInboundHandler<DatagramDnsQuery> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DatagramDnsQuery query) {
            DnsQuestion question = query.recordAt(DnsSection.QUESTION);
            String name = question.name().substring(0, question.name().length() - 1);
            boolean isOfIpv4 = question.type().equals(DnsRecordType.A);
            if (isOfIpv4) {
                asked.computeIfAbsent(name, any -> new AtomicInteger()).incrementAndGet();
            }
            Answer answer = answers.getOrDefault(name, UNKNOWN);
            if (answer.isSilent()) {
                return;
            }
            DatagramDnsResponse response = new DatagramDnsResponse(
                    /* sender= */ query.recipient(),
                    /* recipient= */ query.sender(),
                    query.id(),
                    query.opCode(),
                    answer.code());
            response.setRecursionAvailable(true);
            response.addRecord(DnsSection.QUESTION, question);
            for (String address : answer.addresses()) {
                byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
                if (bytes.length == (isOfIpv4 ? 4 : 16)) {
                    response.addRecord(
                            DnsSection.ANSWER,
                            new DefaultDnsRawRecord(
                                    question.name(), question.type(), answer.seconds(), Unpooled.wrappedBuffer(bytes)));
                }
            }
            ctx.writeAndFlush(response);
        }
    }
}
