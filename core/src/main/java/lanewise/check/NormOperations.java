package lanewise.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.kernel.Gain;

/** Normalisation by column and by row with gradients, at one size. */
final class NormOperations {
  static final double EPSILON = 1e-3;

  private NormOperations() {}

  static List<Operation> all(int rows, int cols, long seed) {
    Fill fill = new Fill(seed);
    int size = rows * cols;
    List<Operation> cases = new ArrayList<>();
    if (rows > 0) {
      cases.add(columnMoments(rows, cols, fill.normal(size, 0.5, 2)));
      Operation gradient =
          batchNormGradient(
              rows,
              cols,
              fill.normal(size, 0.5, 2),
              fill.normal(cols),
              fill.uniform(cols, 0, 3),
              fill.normal(cols),
              fill.normal(size),
              fill.normal(cols),
              fill.normal(cols));
      cases.add(gradient);
      cases.add(gradient.without("dX"));
    }
    cases.add(
        batchNorm(
            rows,
            cols,
            fill.normal(size, 0.5, 2),
            fill.normal(cols),
            fill.uniform(cols, 0, 3),
            fill.normal(cols),
            fill.normal(cols)));
    if (cols > 0) {
      cases.add(
          layerNorm(rows, cols, fill.normal(size, 0.5, 2), fill.normal(cols), fill.normal(cols)));
      Operation gradient =
          layerNormGradient(
              rows,
              cols,
              fill.normal(size, 0.5, 2),
              fill.normal(rows),
              fill.uniform(rows, 0.2, 2),
              fill.normal(cols),
              fill.normal(size),
              fill.normal(cols),
              fill.normal(cols));
      cases.add(gradient);
      cases.add(gradient.without("dX"));
    }
    return cases;
  }

  /** Numbers whose squares are beyond float32, and variances that have overflowed. */
  static List<Operation> special(long seed) {
    Fill fill = new Fill(seed);
    List<Operation> cases = new ArrayList<>();
    for (int cols : new int[] {2, 16, 33, 5_000}) {
      for (double size : new double[] {1e18, 1e20, 1e37}) {
        double[] x = fill.uniform(2 * cols, -size, size);
        double[] gamma = fill.normal(cols);
        double[] beta = fill.normal(cols);
        cases.add(layerNorm(2, cols, x, gamma, beta));
        double[] oneLarge = new double[2 * cols];
        oneLarge[2 * cols - 1] = (float) size;
        cases.add(layerNorm(2, cols, oneLarge, gamma, beta));
      }
      double[] variance = fill.uniform(cols, 0, 3);
      variance[cols - 1] = Double.POSITIVE_INFINITY;
      cases.add(
          batchNorm(
              2,
              cols,
              fill.normal(2 * cols),
              fill.normal(cols),
              variance,
              fill.normal(cols),
              fill.normal(cols)));
      cases.add(
          batchNormGradient(
              2,
              cols,
              fill.normal(2 * cols),
              fill.normal(cols),
              variance,
              fill.normal(cols),
              fill.normal(2 * cols),
              fill.normal(cols),
              fill.normal(cols)));
    }
    for (double size : new double[] {1e18, 1e30, 3e38}) {
      double[] x = fill.uniform(33 * 20, -size, size);
      cases.add(columnMoments(33, 20, x));
      cases.add(RowOperations.columnSums(33, 20, 1, x, fill.normal(20)));
      double[] same = new double[33 * 20];
      Arrays.fill(same, (float) size);
      cases.add(columnMoments(33, 20, same));
    }
    return cases;
  }

  /** Everything that sums down columns, of elements of this mean and deviation. */
  static List<Operation> downColumns(int rows, int cols, double mean, double deviation, long seed) {
    Fill fill = new Fill(seed);
    int size = rows * cols;
    double[] x = fill.normal(size, mean, deviation);
    double[] center = fill.normal(cols, mean, 0);
    double[] variance = fill.normal(cols, deviation * deviation, 0);
    double[] dY = fill.normal(size, mean, deviation);
    double[] ones = fill.normal(cols, 1, 0);
    double[] inverse = fill.normal(rows, 1 / deviation, 0);
    return List.of(
        RowOperations.columnSums(rows, cols, 1, x, ones),
        columnMoments(rows, cols, x),
        batchNormGradient(rows, cols, x, center, variance, ones, dY, ones, ones),
        layerNormGradient(rows, cols, x, fill.normal(rows, mean, 0), inverse, ones, dY, ones, ones),
        RowOperations.preluGradient(
            rows, cols, fill.normal(size, -mean, deviation), ones, dY, ones));
  }

  static Operation columnMoments(int rows, int cols, double[] x) {
    double[] size = RowOperations.columnSizes(rows, cols, x);
    return new Operation("columnMoments")
        .matrix("x", rows, cols, x)
        .vectorOut("mean", cols, (u, i, j, want) -> Tolerance.COLUMN * u * size[j] / rows)
        .vectorOut(
            "variance",
            cols,
            // The mean that distances are taken from is not yet rounded to the type; off by d, it
            // makes the variance too large by d^2.
            (u, i, j, want) -> {
              double d = Tolerance.COLUMN * ElementType.FLOAT64.unitRoundoff() * size[j] / rows;
              return Tolerance.COLUMN * u * want + d * d;
            })
        .call((k, b) -> k.norms().columnMoments(b[0].tensor(), b[1].tensor(), b[2].tensor()));
  }

  static Operation batchNorm(
      int rows,
      int cols,
      double[] x,
      double[] mean,
      double[] variance,
      double[] gamma,
      double[] beta) {
    return new Operation("batchNorm")
        .matrix("x", rows, cols, x)
        .vector("mean", mean)
        .vector("variance", variance)
        .vector("gamma", gamma)
        .vector("beta", beta)
        .matrixOut(
            "y",
            rows,
            cols,
            (u, i, j, want) ->
                Tolerance.few(
                    u,
                    Math.abs(gamma[j])
                            * (Math.abs(x[i * cols + j]) + Math.abs(mean[j]))
                            / Math.sqrt(variance[j] + EPSILON)
                        + Math.abs(beta[j])))
        .inPlace("y", "x")
        .rowWise()
        .call(
            (k, b) ->
                k.norms()
                    .batchNorm(
                        b[0].tensor(),
                        b[1].tensor(),
                        b[2].tensor(),
                        EPSILON,
                        new Gain(b[3].tensor(), b[4].tensor()),
                        b[5].tensor()));
  }

  static Operation batchNormGradient(
      int rows,
      int cols,
      double[] x,
      double[] mean,
      double[] variance,
      double[] gamma,
      double[] dY,
      double[] dGamma,
      double[] dBeta) {
    double[] sum = RowOperations.columnSizes(rows, cols, dY);
    double[] sumH = new double[cols];
    for (int at = 0; at < rows * cols; at++) {
      int c = at % cols;
      sumH[c] += Math.abs(dY[at]) * normalizedSize(x[at], mean[c], variance[c]);
    }
    return new Operation("batchNormGradient")
        .matrix("x", rows, cols, x)
        .vector("mean", mean)
        .vector("variance", variance)
        .vector("gamma", gamma)
        .matrix("dY", rows, cols, dY)
        .update(
            "dGamma",
            dGamma,
            (u, i, j, want) -> Tolerance.COLUMN * u * (Math.abs(dGamma[j]) + sumH[j]))
        .update(
            "dBeta", dBeta, (u, i, j, want) -> Tolerance.COLUMN * u * (Math.abs(dBeta[j]) + sum[j]))
        .matrixOut(
            "dX",
            rows,
            cols,
            (u, i, j, want) -> {
              double h = normalizedSize(x[i * cols + j], mean[j], variance[j]);
              double size = Math.abs(dY[i * cols + j]) + sum[j] / rows + h * sumH[j] / rows;
              return Tolerance.COLUMN
                  * u
                  * size
                  * Math.abs(gamma[j])
                  / Math.sqrt(variance[j] + EPSILON);
            })
        .inPlace("dX", "dY")
        .call(
            (k, b) ->
                k.norms()
                    .batchNormGradient(
                        b[0].tensor(),
                        b[1].tensor(),
                        b[2].tensor(),
                        EPSILON,
                        b[3].tensor(),
                        b[4].tensor(),
                        new Gain(b[5].tensor(), b[6].tensor()),
                        Block.tensorOf(b[7])));
  }

  private static double normalizedSize(double x, double mean, double variance) {
    return (Math.abs(x) + Math.abs(mean)) / Math.sqrt(variance + EPSILON);
  }

  static Operation layerNorm(int rows, int cols, double[] x, double[] gamma, double[] beta) {
    return new Operation("layerNorm")
        .matrix("x", rows, cols, x)
        .vector("gamma", gamma)
        .vector("beta", beta)
        .matrixOut(
            "y",
            rows,
            cols,
            (u, i, j, want) -> {
              double[] moments = rowMoments(cols, x, i);
              double h = Math.abs(x[i * cols + j] - moments[0]) * moments[1];
              double size =
                  h * (1 + inverseGrowth(u, cols, moments))
                      + (moments[2] + Math.abs(x[i * cols + j])) * moments[1];
              return Tolerance.lanes(cols) * u * (Math.abs(gamma[j]) * size + Math.abs(beta[j]));
            })
        .perRowOut(
            "mean", rows, (u, i, j, want) -> Tolerance.lanes(cols) * u * rowMoments(cols, x, i)[2])
        .perRowOut(
            "inverseDeviation",
            rows,
            (u, i, j, want) ->
                Tolerance.lanes(cols)
                    * u
                    * want
                    * (1 + inverseGrowth(u, cols, rowMoments(cols, x, i))))
        .inPlace("y", "x")
        .rowWise()
        .call(
            (k, b) ->
                k.norms()
                    .layerNorm(
                        b[0].tensor(),
                        EPSILON,
                        new Gain(b[1].tensor(), b[2].tensor()),
                        b[3].tensor(),
                        b[4].tensor(),
                        b[5].tensor()));
  }

  /**
   * A mean off by d adds d^2 to the variance: in units of the roundings, its part of the inverse
   * deviation.
   */
  private static double inverseGrowth(double u, int cols, double[] moments) {
    double d = moments[2] * moments[1];
    return Tolerance.lanes(cols) * u * d * d;
  }

  /** Mean, inverse deviation and mean absolute value of a row. */
  private static double[] rowMoments(int cols, double[] x, int row) {
    double sum = 0;
    double size = 0;
    for (int j = 0; j < cols; j++) {
      sum += x[row * cols + j];
      size += Math.abs(x[row * cols + j]);
    }
    double mean = sum / cols;
    double squares = 0;
    for (int j = 0; j < cols; j++) {
      squares += Math.pow(x[row * cols + j] - mean, 2);
    }
    return new double[] {mean, 1 / Math.sqrt(squares / cols + EPSILON), size / cols};
  }

  static Operation layerNormGradient(
      int rows,
      int cols,
      double[] x,
      double[] mean,
      double[] inverse,
      double[] gamma,
      double[] dY,
      double[] dGamma,
      double[] dBeta) {
    double[] sizeOfDBeta = RowOperations.columnSizes(rows, cols, dY);
    double[] sizeOfDGamma = new double[cols];
    for (int at = 0; at < rows * cols; at++) {
      int r = at / cols;
      sizeOfDGamma[at % cols] +=
          Math.abs(dY[at]) * (Math.abs(x[at]) + Math.abs(mean[r])) * inverse[r];
    }
    return new Operation("layerNormGradient")
        .matrix("x", rows, cols, x)
        .perRow("mean", mean)
        .perRow("inverseDeviation", inverse)
        .vector("gamma", gamma)
        .matrix("dY", rows, cols, dY)
        .update(
            "dGamma",
            dGamma,
            (u, i, j, want) -> Tolerance.COLUMN * u * (Math.abs(dGamma[j]) + sizeOfDGamma[j]))
        .update(
            "dBeta",
            dBeta,
            (u, i, j, want) -> Tolerance.COLUMN * u * (Math.abs(dBeta[j]) + sizeOfDBeta[j]))
        .matrixOut(
            "dX",
            rows,
            cols,
            (u, i, j, want) -> {
              double sum = 0;
              double sumH = 0;
              for (int c = 0; c < cols; c++) {
                double gradient = Math.abs(dY[i * cols + c] * gamma[c]);
                sum += gradient;
                sumH += gradient * (Math.abs(x[i * cols + c]) + Math.abs(mean[i])) * inverse[i];
              }
              double h = (Math.abs(x[i * cols + j]) + Math.abs(mean[i])) * inverse[i];
              double size = Math.abs(dY[i * cols + j] * gamma[j]) + sum / cols + h * sumH / cols;
              return Tolerance.lanes(cols) * u * size * inverse[i];
            })
        .inPlace("dX", "dY")
        .call(
            (k, b) ->
                k.norms()
                    .layerNormGradient(
                        b[0].tensor(),
                        b[1].tensor(),
                        b[2].tensor(),
                        b[3].tensor(),
                        b[4].tensor(),
                        new Gain(b[5].tensor(), b[6].tensor()),
                        Block.tensorOf(b[7])));
  }
}
