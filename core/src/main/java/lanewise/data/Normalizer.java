package lanewise.data;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;

/**
 * How features are brought to a common scale, with statistics taken from the training rows alone.
 * They are float32 and stored with the model, so that a loaded model sees the very numbers that it
 * was trained on.
 */
public sealed interface Normalizer {
  /** The known kinds, as {@link #fit} and {@link #of} take them. */
  List<String> KINDS = List.of("none", "unit", "standardize", "mean-image");

  /** The name of this kind, one of {@link #KINDS}. */
  String kind();

  /** The fitted statistics by name: what {@link #of} needs to make this normaliser again. */
  SortedMap<String, Tensor> arrays();

  /**
   * Normalises a batch in place.
   *
   * @param x (N, ...), of either element type; the arithmetic is done in float32 either way, so
   *     that all backends are given the same numbers
   * @throws ShapeException if the rows are not of the width that the statistics were fitted on
   */
  void apply(Tensor x);

  /** Leaves the features as they are. */
  record None() implements Normalizer {
    @Override
    public String kind() {
      return "none";
    }

    @Override
    public SortedMap<String, Tensor> arrays() {
      return new TreeMap<>();
    }

    @Override
    public void apply(Tensor x) {}
  }

  /**
   * Divides every feature by one number, such as 255 for pixels.
   *
   * @param scale finite and greater than 0
   */
  record Unit(float scale) implements Normalizer {
    public Unit {
      if (!(scale > 0) || !Float.isFinite(scale)) {
        throw new DataException(
            "Normalizer.Unit: scale " + scale + ", expected a finite number greater than 0");
      }
    }

    @Override
    public String kind() {
      return "unit";
    }

    @Override
    public SortedMap<String, Tensor> arrays() {
      return new TreeMap<>(Map.of("scale", Tensor.of(new float[] {scale}, 0, Shape.of(1))));
    }

    @Override
    public void apply(Tensor x) {
      FeatureScaling.scale(x, scale);
    }
  }

  /**
   * Subtracts each feature's mean and divides by its standard deviation (over N, not N - 1). A
   * feature that never changes in the training rows has the deviation 1.
   *
   * @param mean float32, one value a feature
   * @param std float32, one value a feature, each greater than 0
   */
  record Standardize(Tensor mean, Tensor std) implements Normalizer {
    public Standardize {
      FeatureScaling.requireStatistics("mean", mean, mean.size(), Float.NEGATIVE_INFINITY);
      FeatureScaling.requireStatistics("std", std, mean.size(), 0);
    }

    @Override
    public String kind() {
      return "standardize";
    }

    @Override
    public SortedMap<String, Tensor> arrays() {
      return new TreeMap<>(Map.of("mean", mean, "std", std));
    }

    @Override
    public void apply(Tensor x) {
      FeatureScaling.shiftAndScale(x, mean, std);
    }
  }

  /**
   * Subtracts the mean of each feature: of images, the mean image.
   *
   * @param mean float32, one value a feature
   */
  record MeanImage(Tensor mean) implements Normalizer {
    public MeanImage {
      FeatureScaling.requireStatistics("mean", mean, mean.size(), Float.NEGATIVE_INFINITY);
    }

    @Override
    public String kind() {
      return "mean-image";
    }

    @Override
    public SortedMap<String, Tensor> arrays() {
      return new TreeMap<>(Map.of("mean", mean));
    }

    @Override
    public void apply(Tensor x) {
      FeatureScaling.shift(x, mean);
    }
  }

  /**
   * Fits a kind to training rows: {@code unit} takes the largest magnitude (1 if all values are 0),
   * {@code standardize} and {@code mean-image} the moments of each feature, summed in double.
   *
   * @throws DataException if the kind is not one of {@link #KINDS}
   */
  static Normalizer fit(String kind, Dataset train) {
    return switch (kind) {
      case "none" -> new None();
      case "unit" -> new Unit(FeatureMoments.largestMagnitude(train));
      case "standardize" -> {
        FeatureMoments moments = FeatureMoments.of(train);
        yield new Standardize(moments.mean(), moments.std());
      }
      case "mean-image" -> new MeanImage(FeatureMoments.of(train).mean());
      default -> throw unknown(kind);
    };
  }

  /**
   * The normaliser with these stored statistics.
   *
   * @throws DataException if the kind is unknown, or a statistic is missing or cannot be right
   */
  static Normalizer of(String kind, Map<String, Tensor> arrays) {
    return switch (kind) {
      case "none" -> new None();
      case "unit" -> {
        Tensor scale = FeatureScaling.named(arrays, "scale", kind);
        FeatureScaling.requireStatistics("scale", scale, 1, 0);
        yield new Unit((float) scale.get(0));
      }
      case "standardize" ->
          new Standardize(
              FeatureScaling.named(arrays, "mean", kind),
              FeatureScaling.named(arrays, "std", kind));
      case "mean-image" -> new MeanImage(FeatureScaling.named(arrays, "mean", kind));
      default -> throw unknown(kind);
    };
  }

  private static DataException unknown(String kind) {
    return new DataException(
        "Normalizer: kind \"" + kind + "\", expected " + String.join(", ", KINDS));
  }
}
