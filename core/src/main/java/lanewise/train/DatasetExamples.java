package lanewise.train;

import lanewise.data.Dataset;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/** The rows of a data set. */
record DatasetExamples(Dataset dataset) implements Examples {
  @Override
  public int count() {
    return dataset.size();
  }

  @Override
  public Shape example() {
    return dataset.example();
  }

  @Override
  public void gather(int[] rows, int count, Tensor x, int[] labels) {
    dataset.gather(rows, count, x, labels);
  }
}
