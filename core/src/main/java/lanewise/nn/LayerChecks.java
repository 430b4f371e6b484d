package lanewise.nn;

import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;

/** The argument checks that layers share, with their messages. */
final class LayerChecks {
  private LayerChecks() {}

  /** Checks that one example has this many values, whatever its axes. */
  static void requireFeatures(String layer, Shape example, int features) {
    if (example.size() != features) {
      throw new ShapeException(
          layer + ": input example " + example + ", expected " + features + " values");
    }
  }

  /** Checks that a batch has this many values a row; a batch that fits makes no garbage. */
  static void requireFeatures(Layer layer, Tensor batch, int features) {
    if (batch.shape().rank() == 0 || batch.shape().exampleSize() != features) {
      throw new ShapeException(
          layer.getClass().getSimpleName()
              + "["
              + layer.name()
              + "]: input "
              + batch.shape()
              + ", expected (batch, "
              + features
              + ")");
    }
  }

  static void requirePositive(String layer, String name, int value) {
    if (value < 1) {
      throw new ShapeException(layer + ": " + name + "=" + value + ", expected 1 or more");
    }
  }

  static void require(boolean valid, String layer, String name, double value, String rule) {
    if (!valid) {
      throw new LanewiseException(layer + ": " + name + "=" + value + ", expected " + rule);
    }
  }

  /** Every backend refuses what would be 0 or infinite in float32, where 0 / 0 is NaN. */
  static void requireEpsilon(String layer, double epsilon) {
    require(
        (float) epsilon >= Float.MIN_NORMAL && epsilon <= Float.MAX_VALUE,
        layer,
        "epsilon",
        epsilon,
        "1.2e-38 to 3.4e38, the normal numbers of float32; 1e-5 is usual");
  }
}
