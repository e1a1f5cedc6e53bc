package org.fairlead.config.pem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of a PEM file (RFC 7468), in their order; what stands between them doesn't count. */
record PemFile(Path file, List<Block> blocks) {
    private static final int MOST_BYTES = 4 << 20;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);

    /** @param label such as CERTIFICATE */
    record Block(String label, byte[] der) {}

    static byte[] bytes(Path file) throws UnfitFileException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new UnfitFileException(file, "it is too large (expected: 4 MiB at most)");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UnfitFileException(file, "it can't be read (expected: a file that is there and may be read)");
        }
    }

    static PemFile read(Path file) throws UnfitFileException {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(new String(bytes(file), StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            String label = matcher.group(1);
            // A header, as in keys with a passphrase of old, has a colon, which Base64 hasn't.
            boolean isEncrypted =
                    label.startsWith("ENCRYPTED") || matcher.group(2).contains("ENCRYPTED");
            if (isEncrypted) {
                throw new UnfitFileException(file, "the key has a passphrase (expected: one without)");
            }
            try {
                blocks.add(new Block(label, Base64.getMimeDecoder().decode(matcher.group(2))));
            } catch (IllegalArgumentException e) {
                throw new UnfitFileException(file, "a block isn't Base64 (expected: PEM)");
            }
        }
        return new PemFile(file, blocks);
    }
}
