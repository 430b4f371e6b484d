package lanewise.nn;

import lanewise.tensor.SeededRandom;
import lanewise.tensor.Tensor;

/** Fills a new parameter. */
@FunctionalInterface
public interface Initializer {
  /**
   * Fills the tensor.
   *
   * @param value the parameter, of the shape (out, in) if it is a weight
   * @param random the source of all randomness
   */
  void initialize(Tensor value, SeededRandom random);
}
