package lanewise.model;

import java.util.Arrays;
import lanewise.data.Dataset;
import lanewise.data.Normalizer;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.train.Examples;

/** The rows of a data set, normalised as they are gathered: the data set stays as it is. */
final class NormalizedExamples implements Examples {
  private final Dataset rows;
  private final Normalizer normalizer;
  private final boolean balanced;
  private final double[] classWeights;

  /** {@code balanced}: each class has the same weight as any other. */
  NormalizedExamples(Dataset rows, Normalizer normalizer, boolean balanced) {
    this.rows = rows;
    this.normalizer = normalizer;
    this.balanced = balanced;
    int[] counts = rows.classCounts();
    double present = Arrays.stream(counts).filter(count -> count > 0).count();
    double total = Arrays.stream(counts).sum();
    this.classWeights =
        Arrays.stream(counts)
            .mapToDouble(count -> count == 0 ? 0 : total / (present * count))
            .toArray();
  }

  @Override
  public int count() {
    return rows.size();
  }

  @Override
  public Shape example() {
    return rows.example();
  }

  @Override
  public void gather(int[] rowNumbers, int count, Tensor x, int[] labels) {
    rows.gather(rowNumbers, count, x, labels);
    normalizer.apply(x);
  }

  @Override
  public boolean weighted() {
    return balanced;
  }

  @Override
  public void gatherWeights(int[] rowNumbers, int count, Tensor weights) {
    for (int i = 0; i < count; i++) {
      int label = rows.label(rowNumbers[i]);
      weights.set(i, label < 0 ? 0 : classWeights[label]);
    }
  }
}
