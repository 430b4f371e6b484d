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
    if (batch.shape().rank() == 0 || batch.shape().cols() != features) {
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

  static void requireEpsilon(String layer, double epsilon) {
    require(
        epsilon > 0 && epsilon < Double.POSITIVE_INFINITY,
        layer,
        "epsilon",
        epsilon,
        "a finite number above 0");
  }
}
