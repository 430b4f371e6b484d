package lanewise.io;

import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.train.InsufficientMemoryException;

/** Refuses memory that the heap cannot hold with an error that says how much was asked for. */
public final class HeapRoom {
  private HeapRoom() {}

  /** Makes what is to lie in memory. */
  @FunctionalInterface
  public interface Allocation<T, E extends Exception> {
    T make() throws E;
  }

  /** The largest heap of this JVM. */
  public static long bytes() {
    return Runtime.getRuntime().maxMemory();
  }

  /**
   * Checks that so many bytes fit the largest heap of this JVM.
   *
   * @param what they are for, as the error names it
   * @throws InsufficientMemoryException if they do not
   */
  public static void require(String what, long bytes) {
    requireWithin(bytes(), what, bytes);
  }

  static void requireWithin(long availableBytes, String what, long bytes) {
    if (bytes > availableBytes) {
      throw insufficient(availableBytes, what, bytes);
    }
  }

  /**
   * A tensor of zeros, as {@link #allocate}.
   *
   * @param what it is for, as the error names it
   */
  public static Tensor tensor(String what, DType dtype, Shape shape) {
    return allocate(what, (long) shape.size() * dtype.bytes(), () -> Tensor.zeros(dtype, shape));
  }

  /**
   * What takes so many bytes, of which most is one array: how long an array the collector finds a
   * place for, beside what the heap holds already, only the JVM knows.
   *
   * @param what it is for, as the error names it
   * @param <E> what the making may throw
   * @throws InsufficientMemoryException if the heap cannot hold it
   */
  public static <T, E extends Exception> T allocate(
      String what, long bytes, Allocation<T, E> allocation) throws E {
    require(what, bytes);
    try {
      return allocation.make();
    } catch (OutOfMemoryError full) {
      InsufficientMemoryException insufficient = insufficient(bytes(), what, bytes);
      insufficient.initCause(full);
      throw insufficient;
    }
  }

  private static InsufficientMemoryException insufficient(
      long availableBytes, String what, long bytes) {
    return new InsufficientMemoryException(
        what
            + ": "
            + bytes
            + " bytes of memory, expected no more than fit the heap of "
            + availableBytes
            + "; start the JVM with a larger one, such as -Xmx"
            + (2 * (Math.max(bytes, availableBytes) >> 20) + 1)
            + "m");
  }
}
