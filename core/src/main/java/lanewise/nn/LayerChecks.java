package lanewise.nn;

import java.util.List;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;

/** The argument checks that layers share, with their messages. */
final class LayerChecks {
  private LayerChecks() {}

  static void requireOneInput(String layer, List<Shape> inputs) {
    if (inputs.size() != 1) {
      throw new ShapeException(
          layer + ": " + inputs.size() + " inputs, expected one; join them with add or concat");
    }
  }

  /** Checks that the last axis of an example has this many values. */
  static void requireFeatures(String layer, Shape example, int features) {
    if (example.rank() == 0 || example.cols() != features) {
      throw new ShapeException(
          layer
              + ": input example "
              + example
              + ", expected "
              + features
              + " values in the last axis"
              + (example.size() == features ? "; flatten the input first" : ""));
    }
  }

  /** Checks that an image has so many channels. */
  static void requireChannels(String layer, Shape example, int channels) {
    if (example.cols() != channels) {
      throw new ShapeException(
          layer
              + ": input "
              + example.batchText()
              + " of "
              + example.cols()
              + " channels, expected "
              + channels
              + (example.dim(0) == channels ? "; put the channels last" : ""));
    }
  }

  /** Checks that there are two inputs or more, of one shape. */
  static void requireAlike(String layer, List<Shape> inputs) {
    if (inputs.size() < 2 || inputs.stream().distinct().count() > 1) {
      throw new ShapeException(
          layer + ": inputs " + inputs + ", expected two or more of one shape");
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
