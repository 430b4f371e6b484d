package lanewise.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import lanewise.tensor.Tensor;

/** The elements of a tensor as bytes: row-major, little-endian, of the tensor's own type. */
public final class TensorBytes {
  private static final int CHUNK_BYTES = 1 << 16;

  private TensorBytes() {}

  /** Takes the bytes, piece by piece. */
  @FunctionalInterface
  public interface Receiver<E extends Exception> {
    /** Takes the first {@code count} bytes of an array, which is used again after that. */
    void take(byte[] bytes, int count) throws E;
  }

  /**
   * Gives all bytes of a tensor to a receiver, in order.
   *
   * @param <E> what the receiver may throw, such as {@link IOException}
   */
  public static <E extends Exception> void send(Tensor tensor, Receiver<E> receiver) throws E {
    if (!tensor.contiguous()) {
      send(Tensor.zeros(tensor.dtype(), tensor.shape()).copyFrom(tensor), receiver);
      return;
    }
    int elementBytes = tensor.dtype().bytes();
    ByteBuffer chunk =
        ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, (long) tensor.size() * elementBytes))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int first = 0; first < tensor.size(); ) {
      int count = Math.min(tensor.size() - first, CHUNK_BYTES / elementBytes);
      int at = tensor.offset() + first;
      switch (tensor.array()) {
        case float[] narrow -> chunk.asFloatBuffer().put(narrow, at, count);
        case double[] wide -> chunk.asDoubleBuffer().put(wide, at, count);
        case int[] whole -> chunk.asIntBuffer().put(whole, at, count);
        default -> throw new AssertionError(tensor.array().getClass());
      }
      receiver.take(chunk.array(), count * elementBytes);
      first += count;
    }
  }
}
