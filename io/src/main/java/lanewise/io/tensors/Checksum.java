package lanewise.io.tensors;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import lanewise.io.DataFormatException;
import lanewise.io.TensorBytes;
import lanewise.tensor.Tensor;

/**
 * The SHA-256 of what a file holds, kept in its metadata: of every other metadata entry and every
 * tensor with its name, type, shape and elements, each part preceded by its length. So a flipped
 * bit anywhere that matters is found, however the header is laid out.
 */
public final class Checksum {
  /** The metadata entry that holds it. */
  public static final String KEY = "lanewise.sha256";

  private final MessageDigest digest;

  private Checksum() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }

  /** The same content with its checksum in the metadata. */
  public static SafeTensors sealed(SafeTensors content) {
    SortedMap<String, String> metadata = new TreeMap<>(content.metadata());
    metadata.put(KEY, of(content));
    return new SafeTensors(content.tensors(), metadata);
  }

  /**
   * Checks content that was read.
   *
   * @throws DataFormatException if its checksum is missing or another
   */
  public static void require(String file, SafeTensors content) {
    String stored = content.metadata().get(KEY);
    String found = of(content);
    if (!found.equals(stored)) {
      throw DataFormatException.at(
          file,
          "metadata \"" + KEY + "\"",
          stored == null ? "no checksum" : "the checksum " + stored,
          found + " for this content",
          "the file is damaged, or was changed by another program");
    }
  }

  private static String of(SafeTensors content) {
    Checksum checksum = new Checksum();
    for (Map.Entry<String, String> entry : content.metadata().entrySet()) {
      if (!entry.getKey().equals(KEY)) {
        checksum.add(entry.getKey());
        checksum.add(entry.getValue());
      }
    }
    checksum.add(content.tensors().size());
    for (Map.Entry<String, Tensor> entry : content.tensors().entrySet()) {
      checksum.add(entry.getKey());
      checksum.add(entry.getValue());
    }
    return HexFormat.of().formatHex(checksum.digest.digest());
  }

  private void add(long number) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
  }

  private void add(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    add(utf8.length);
    digest.update(utf8);
  }

  private void add(Tensor tensor) {
    add(tensor.dtype().name() + tensor.shape());
    TensorBytes.<RuntimeException>send(tensor, (bytes, count) -> digest.update(bytes, 0, count));
  }
}
