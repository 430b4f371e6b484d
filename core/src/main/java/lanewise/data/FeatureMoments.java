package lanewise.data;

import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * Mean and standard deviation of each feature over the rows of a data set: two passes, summed in
 * double, row after row.
 */
record FeatureMoments(Tensor mean, Tensor std) {
  static FeatureMoments of(Dataset data) {
    int cols = data.features();
    double[] sums = new double[cols];
    boolean[] varies = new boolean[cols];
    float[] values = data.matrixValues();
    int first = data.rowOffset(0);
    for (int row = 0; row < data.size(); row++) {
      int at = data.rowOffset(row);
      for (int j = 0; j < cols; j++) {
        sums[j] += values[at + j];
        varies[j] |= values[at + j] != values[first + j];
      }
    }
    double[] means = new double[cols];
    for (int j = 0; j < cols; j++) {
      means[j] = sums[j] / data.size();
    }
    double[] squares = new double[cols];
    for (int row = 0; row < data.size(); row++) {
      int at = data.rowOffset(row);
      for (int j = 0; j < cols; j++) {
        double deviation = values[at + j] - means[j];
        squares[j] += deviation * deviation;
      }
    }
    float[] mean = new float[cols];
    float[] std = new float[cols];
    for (int j = 0; j < cols; j++) {
      mean[j] = (float) means[j];
      float deviation = (float) Math.sqrt(squares[j] / data.size());
      std[j] = varies[j] && deviation > 0 ? deviation : 1;
    }
    return new FeatureMoments(
        Tensor.of(mean, 0, Shape.of(cols)), Tensor.of(std, 0, Shape.of(cols)));
  }

  /** The largest magnitude of any value, or 1 if all are 0. */
  static float largestMagnitude(Dataset data) {
    float[] values = data.matrixValues();
    float largest = 0;
    for (int row = 0; row < data.size(); row++) {
      int at = data.rowOffset(row);
      for (int j = 0; j < data.features(); j++) {
        largest = Math.max(largest, Math.abs(values[at + j]));
      }
    }
    return largest > 0 ? largest : 1;
  }
}
