package lanewise.simd.math;

import lanewise.simd.Lanes;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * Where an optimizer step pads the elements that do not fill a vector to one: a tensor of a
 * vector's length per operand, for each thread.
 */
final class Rests {
  private static final ThreadLocal<Rests> OF_THREAD = ThreadLocal.withInitial(Rests::new);

  final Tensor weight = padding();
  final Tensor gradient = padding();
  final Tensor first = padding();
  final Tensor second = padding();
  final Tensor largest = padding();

  private static Tensor padding() {
    return Tensor.of(new float[Lanes.LENGTH], 0, Shape.of(Lanes.LENGTH));
  }

  static Rests get() {
    return OF_THREAD.get();
  }

  /** Copies the elements from {@code from} on, fewer than a vector's, and pads them with 0. */
  static void pad(Tensor x, int from, int count, Tensor rest) {
    Scratch.padded(count, x.floats(), x.offset() + from, 0f, rest.floats(), 0);
  }

  /** Copies so many elements back. */
  static void restore(Tensor rest, Tensor x, int from, int count) {
    System.arraycopy(rest.floats(), 0, x.floats(), x.offset() + from, count);
  }
}
