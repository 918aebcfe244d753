// Receives PaidOnce's notices. Java 17 or newer, nothing to install:
//   NOTICE_SECRETS="whsec_…" java Receiver.java
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public final class Receiver {
  static final Map<String, String> ENVIRONMENT = System.getenv();
  static final Path INBOX = Path.of(ENVIRONMENT.getOrDefault("INBOX", "inbox"));
  static final int PORT = Integer.parseInt(ENVIRONMENT.getOrDefault("PORT", "3000"));
  static final int LARGEST_BODY = 1024 * 1024;
  static final long TOLERANCE_SECONDS = 300;

  /** Two while a secret is changed: the new one beside the old one. */
  static final List<byte[]> KEYS = new ArrayList<>();

  /** One after the other, in the order in which they came. */
  static final ExecutorService TODO = Executors.newSingleThreadExecutor();

  /** Did PaidOnce sign these very bytes, within the last five minutes? */
  static boolean isGenuine(Headers headers, byte[] rawBody) throws GeneralSecurityException {
    String id = first(headers, "webhook-id");
    String timestamp = first(headers, "webhook-timestamp");
    if (!id.matches("[A-Za-z0-9_-]{1,100}") || !timestamp.matches("[0-9]{1,12}")) return false;
    long age = System.currentTimeMillis() / 1000 - Long.parseLong(timestamp);
    if (Math.abs(age) > TOLERANCE_SECONDS) return false;
    for (byte[] key : KEYS) {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
      byte[] signed = mac.doFinal(rawBody);
      for (String one : first(headers, "webhook-signature").split(" ")) {
        if (one.startsWith("v1,") && MessageDigest.isEqual(decoded(one.substring(3)), signed)) {
          return true;
        }
      }
    }
    return false;
  }

  static String first(Headers headers, String name) {
    String value = headers.getFirst(name);
    return value == null ? "" : value;
  }

  static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException malformed) {
      return new byte[0];
    }
  }

  /** Writes a notice down. True: it is new. In a shop: a row of a table whose key is the id. */
  static boolean keep(String id, byte[] rawBody) throws IOException {
    Path draft = INBOX.resolve("drafts").resolve(UUID.randomUUID().toString());
    Files.write(draft, rawBody, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE,
        StandardOpenOption.DSYNC);
    try {
      Files.createLink(INBOX.resolve("kept").resolve(id), draft);
      return true;
    } catch (FileAlreadyExistsException repeated) {
      return false;
    } finally {
      Files.delete(draft);
    }
  }

  /** What is to be done: ship on `order.paid`. In a shop: in one transaction with marking it done. */
  static void act(String id) {
    try {
      System.out.println("done " + id);
      Files.write(INBOX.resolve("done").resolve(id), new byte[0]);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  static int receive(HttpExchange exchange) throws IOException, GeneralSecurityException {
    if (!exchange.getRequestMethod().equals("POST")) return 405;
    // The bytes as they came: JSON that was parsed and written again has another signature.
    byte[] rawBody = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
    if (rawBody.length > LARGEST_BODY) return 413;
    if (!isGenuine(exchange.getRequestHeaders(), rawBody)) return 401;
    String id = first(exchange.getRequestHeaders(), "webhook-id");
    try {
      if (keep(id, rawBody)) TODO.execute(() -> act(id));
      return 204;
    } catch (IOException failed) {
      // Not written down, so not acknowledged: PaidOnce sends it again.
      System.err.println(id + " could not be kept: " + failed);
      return 500;
    }
  }

  public static void main(String[] arguments) throws IOException {
    for (String secret : ENVIRONMENT.getOrDefault("NOTICE_SECRETS", "").split(" ")) {
      if (secret.startsWith("whsec_")) KEYS.add(Base64.getDecoder().decode(secret.substring(6)));
    }
    if (KEYS.isEmpty()) {
      throw new IllegalStateException("Set NOTICE_SECRETS to the secret of your notices, whsec_…");
    }
    for (String folder : List.of("drafts", "kept", "done")) {
      Files.createDirectories(INBOX.resolve(folder));
    }
    try (var kept = Files.list(INBOX.resolve("kept"))) {
      kept.map(path -> path.getFileName().toString())
          .filter(id -> !Files.exists(INBOX.resolve("done").resolve(id)))
          .forEach(id -> TODO.execute(() -> act(id)));
    }
    HttpServer server = HttpServer.create(new InetSocketAddress(PORT), 0);
    server.setExecutor(Executors.newFixedThreadPool(16));
    server.createContext("/", exchange -> {
      try (exchange) {
        exchange.sendResponseHeaders(receive(exchange), -1);
      } catch (GeneralSecurityException impossible) {
        throw new IllegalStateException(impossible);
      }
    });
    server.start();
    System.out.println("listening on " + server.getAddress().getPort());
  }
}
