package lanewise.data;

import java.util.Map;
import lanewise.tensor.DType;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The one loop behind every normaliser, x = (x - mean) / std in float32, and the checks of its
 * statistics.
 */
final class FeatureScaling {
  private FeatureScaling() {}

  /** Subtracts a mean per feature and divides by a deviation per feature, both float32. */
  static void shiftAndScale(Tensor x, Tensor mean, Tensor std) {
    int cols = requireWidth(x, mean);
    float[] shift = (float[]) mean.array();
    float[] scale = (float[]) std.array();
    int shiftAt = mean.offset();
    int scaleAt = std.offset();
    for (int row = 0, at = x.offset(); row < x.shape().examples(); row++, at += cols) {
      switch (x.array()) {
        case float[] narrow -> {
          for (int j = 0; j < cols; j++) {
            narrow[at + j] = (narrow[at + j] - shift[shiftAt + j]) / scale[scaleAt + j];
          }
        }
        case double[] wide -> {
          for (int j = 0; j < cols; j++) {
            wide[at + j] = ((float) wide[at + j] - shift[shiftAt + j]) / scale[scaleAt + j];
          }
        }
        default -> throw new AssertionError(x.array().getClass());
      }
    }
  }

  /** Divides every value by one number. */
  static void scale(Tensor x, float scale) {
    requireNoGaps(x);
    int end = x.offset() + x.size();
    switch (x.array()) {
      case float[] narrow -> {
        for (int i = x.offset(); i < end; i++) {
          narrow[i] /= scale;
        }
      }
      case double[] wide -> {
        for (int i = x.offset(); i < end; i++) {
          wide[i] = (float) wide[i] / scale;
        }
      }
      default -> throw new AssertionError(x.array().getClass());
    }
  }

  /** Subtracts a mean per feature, float32. */
  static void shift(Tensor x, Tensor mean) {
    int cols = requireWidth(x, mean);
    float[] shift = (float[]) mean.array();
    int shiftAt = mean.offset();
    for (int row = 0, at = x.offset(); row < x.shape().examples(); row++, at += cols) {
      switch (x.array()) {
        case float[] narrow -> {
          for (int j = 0; j < cols; j++) {
            narrow[at + j] -= shift[shiftAt + j];
          }
        }
        case double[] wide -> {
          for (int j = 0; j < cols; j++) {
            wide[at + j] = (float) wide[at + j] - shift[shiftAt + j];
          }
        }
        default -> throw new AssertionError(x.array().getClass());
      }
    }
  }

  private static void requireNoGaps(Tensor x) {
    if (!x.contiguous()) {
      throw new ShapeException(
          "Normalizer: batch "
              + x.shape()
              + " with rows "
              + x.ld()
              + " elements apart, expected no gaps; copy it first");
    }
  }

  private static int requireWidth(Tensor x, Tensor mean) {
    int cols = x.shape().exampleSize();
    requireNoGaps(x);
    if (cols != mean.size()) {
      throw new ShapeException(
          "Normalizer: batch "
              + x.shape()
              + " has "
              + cols
              + " features per row, expected "
              + mean.size()
              + " as the normaliser was fitted on");
    }
    return cols;
  }

  static Tensor named(Map<String, @Nullable Tensor> arrays, String name, String kind) {
    Tensor found = arrays.get(name);
    if (found == null) {
      throw new DataException(
          "Normalizer: no array \""
              + name
              + "\" among "
              + arrays.keySet()
              + ", expected it for kind "
              + kind);
    }
    return found;
  }

  /** Checks that there are so many float32 values, each finite and above a bound. */
  static void requireStatistics(String name, Tensor values, int size, float above) {
    if (values.dtype() != DType.FLOAT32 || values.size() != size || size == 0) {
      throw new DataException(
          "Normalizer: "
              + name
              + " "
              + values.dtype()
              + values.shape()
              + ", expected FLOAT32 of "
              + Math.max(1, size)
              + " values");
    }
    for (int j = 0; j < size; j++) {
      double value = values.get(j);
      if (!Double.isFinite(value) || value <= above) {
        throw new DataException(
            "Normalizer: "
                + name
                + "["
                + j
                + "] is "
                + value
                + ", expected a finite number"
                + (above == 0 ? " greater than 0" : ""));
      }
    }
  }
}
