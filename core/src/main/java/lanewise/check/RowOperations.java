package lanewise.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reductions, softmax and its relatives, and the copying of rows, at one size. */
final class RowOperations {
  private RowOperations() {}

  static List<Operation> all(int rows, int cols, long seed) {
    Fill fill = new Fill(seed);
    int size = rows * cols;
    List<Operation> cases = new ArrayList<>();
    cases.add(sum(fill.normal(size)));
    cases.add(sumOfSquares(fill.normal(size)));
    cases.add(firstNonFinite(fill.normal(size)));
    cases.add(firstNonFinite(withNaN(fill.normal(size), size / 2)));
    for (double beta : new double[] {0, 1, 0.7}) {
      cases.add(columnSums(rows, cols, beta, fill.normal(size), fill.normal(cols)));
    }
    cases.add(softmax(rows, cols, fill.normal(size, 0, 4)));
    cases.add(logSoftmax(rows, cols, fill.normal(size, 0, 4)));
    cases.add(softmaxGradient(rows, cols, fill.uniform(size, 0, 1), fill.normal(size)));
    cases.add(logSoftmaxGradient(rows, cols, fill.uniform(size, -8, 0), fill.normal(size)));
    cases.add(prelu(rows, cols, fill.normal(size), fill.normal(cols)));
    Operation slopes =
        preluGradient(
            rows, cols, fill.normal(size), fill.normal(cols), fill.normal(size), fill.normal(cols));
    cases.add(slopes);
    cases.add(slopes.without("dX"));
    if (cols > 0) {
      cases.add(argmax(rows, cols, fill.normal(size)));
      cases.add(argmax(rows, cols, fill.lattice(size, 1, 1)));
      cases.add(argmax(rows, cols, withNaN(fill.normal(size), size / 3)));
    }
    cases.add(gatherRows(7, cols, fill.normal(7 * cols), fill.labels(rows, 7, false)));
    cases.add(scaleRows(rows, cols, fill.normal(size), fill.normal(rows)));
    double[] places = fill.labels(rows, 7, false);
    cases.add(embed(7, cols, fill.normal(7 * cols), places));
    cases.add(embedGradient(7, cols, fill.normal(size), places, fill.normal(7 * cols)));
    return cases;
  }

  /** Rows at the limits of softmax, sums at the limits of float32, NaN beside any sign. */
  static List<Operation> special(long seed) {
    List<Operation> cases = new ArrayList<>();
    Fill fill = new Fill(seed);
    for (int count : new int[] {1, 16, 33, 5000}) {
      cases.add(sum(fill.uniform(count, 1e38, 3e38)));
      cases.add(sumOfSquares(fill.uniform(count, -3e38, 3e38)));
    }
    int signs = 40;
    double[] someNaN = fill.normal(signs);
    for (int j = 0; j < signs; j += 3) {
      someNaN[j] = Double.NaN;
    }
    double[] slope = fill.normal(signs);
    double[] start = fill.normal(signs);
    cases.add(preluGradient(1, signs, someNaN, slope, fill.normal(signs), start));
    cases.add(preluGradient(1, signs, fill.normal(signs), slope, someNaN, start));
    for (int cols : new int[] {1, 2, 7, 16, 17, 33, 100}) {
      double[][] rows = specialRows(cols, seed);
      double[] x = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
      cases.add(softmax(rows.length, cols, x));
      cases.add(logSoftmax(rows.length, cols, x));
      cases.add(argmax(rows.length, cols, x));
      cases.add(scaleRows(rows.length, cols, x, fill.normal(rows.length)));
      for (double special :
          new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
        double[] first = x.clone();
        Arrays.fill(first, 1);
        first[first.length / 2] = special;
        cases.add(columnSums(rows.length, cols, 0, first, new double[cols]));
        cases.add(sum(first));
        cases.add(sumOfSquares(first));
        cases.add(firstNonFinite(first));
      }
    }
    return cases;
  }

  static double[][] specialRows(int cols, long seed) {
    Fill fill = new Fill(seed);
    double infinity = Double.POSITIVE_INFINITY;
    double[] allButOne = filled(cols, -infinity);
    allButOne[cols / 2] = 3;
    double[] huge = fill.uniform(cols, -1e30, 1e30);
    double[] largest = filled(cols, Float.MAX_VALUE);
    largest[0] = -Float.MAX_VALUE;
    double[] oneNaN = fill.normal(cols);
    oneNaN[cols - 1] = Double.NaN;
    double[] oneInfinity = fill.normal(cols);
    oneInfinity[cols / 3] = infinity;
    double[] lastIsHuge = fill.normal(cols);
    lastIsHuge[cols - 1] = (float) 1e30;
    return new double[][] {
      allButOne,
      huge,
      largest,
      oneNaN,
      oneInfinity,
      lastIsHuge,
      filled(cols, -infinity),
      filled(cols, 0),
      filled(cols, -1e30f)
    };
  }

  private static double[] filled(int count, double value) {
    double[] values = new double[count];
    Arrays.fill(values, value);
    return values;
  }

  private static double[] withNaN(double[] x, int at) {
    if (x.length > 0) {
      x[at] = Double.NaN;
    }
    return x;
  }

  static Operation sum(double[] x) {
    double size = Arrays.stream(x).map(Math::abs).sum();
    return new Operation("sum")
        .vector("x", x)
        .returned("result", (u, i, j, want) -> Tolerance.lanes(x.length) * u * size)
        .call((k, b) -> b[1].set(0, 0, k.reductions().sum(b[0].tensor())));
  }

  static Operation sumOfSquares(double[] x) {
    return new Operation("sumOfSquares")
        .vector("x", x)
        .returned("result", (u, i, j, want) -> Tolerance.lanes(x.length) * u * want)
        .call((k, b) -> b[1].set(0, 0, k.reductions().sumOfSquares(b[0].tensor())));
  }

  static Operation firstNonFinite(double[] x) {
    return new Operation("firstNonFinite")
        .vector("x", x)
        .returned("result", (u, i, j, want) -> Tolerance.exact())
        .call((k, b) -> b[1].set(0, 0, k.reductions().firstNonFinite(b[0].tensor())));
  }

  static Operation columnSums(int rows, int cols, double beta, double[] x, double[] y) {
    double[] start = y.clone();
    if (beta == 0) {
      Arrays.fill(start, Double.NaN);
    }
    double[] size = columnSizes(rows, cols, x);
    return new Operation("columnSums beta " + beta)
        .matrix("x", rows, cols, x)
        .update(
            "y", start, (u, i, j, want) -> Tolerance.COLUMN * u * (Math.abs(beta * y[j]) + size[j]))
        .call((k, b) -> k.reductions().columnSums(b[0].tensor(), beta, b[1].tensor()));
  }

  /** The sum of the absolute values of each column. */
  static double[] columnSizes(int rows, int cols, double[] x) {
    double[] sizes = new double[cols];
    for (int i = 0; i < rows * cols; i++) {
      sizes[i % cols] += Math.abs(x[i]);
    }
    return sizes;
  }

  /** The largest element of each row, worked out once: a tolerance asks for it at each element. */
  static double[] rowMaxima(int rows, int cols, double[] x) {
    double[] maxima = new double[rows];
    Arrays.fill(maxima, Double.NEGATIVE_INFINITY);
    for (int at = 0; at < rows * cols; at++) {
      maxima[at / cols] = Math.max(maxima[at / cols], x[at]);
    }
    return maxima;
  }

  /** The sum of the absolute values of each row. */
  private static double[] rowSizes(int rows, int cols, double[] x) {
    double[] sizes = new double[rows];
    for (int at = 0; at < rows * cols; at++) {
      sizes[at / cols] += Math.abs(x[at]);
    }
    return sizes;
  }

  static Operation argmax(int rows, int cols, double[] x) {
    return new Operation("argmax")
        .matrix("x", rows, cols, x)
        .labelsOut("index", rows)
        .rowWise()
        .call((k, b) -> k.reductions().argmax(b[0].tensor(), b[1].tensor()));
  }

  static Operation softmax(int rows, int cols, double[] x) {
    double[] max = rowMaxima(rows, cols, x);
    return new Operation("softmax")
        .matrix("x", rows, cols, x)
        .matrixOut(
            "y",
            rows,
            cols,
            (u, i, j, want) -> {
              double below = max[i] - x[i * cols + j];
              double roundings =
                  Tolerance.sumOfExp(cols) + Tolerance.FUNCTION + Math.min(below, 1000);
              return roundings * u * want + Tolerance.smallestNormal(u);
            })
        .inPlace("y", "x")
        .rowWise()
        .call((k, b) -> k.rowOps().softmax(b[0].tensor(), b[1].tensor()));
  }

  static Operation logSoftmax(int rows, int cols, double[] x) {
    return new Operation("logSoftmax")
        .matrix("x", rows, cols, x)
        .matrixOut(
            "y",
            rows,
            cols,
            (u, i, j, want) ->
                u
                    * (Tolerance.sumOfExp(cols)
                        + Tolerance.few(1, Math.log(cols))
                        + 4 * Math.abs(want)))
        .inPlace("y", "x")
        .rowWise()
        .call((k, b) -> k.rowOps().logSoftmax(b[0].tensor(), b[1].tensor()));
  }

  static Operation softmaxGradient(int rows, int cols, double[] y, double[] dY) {
    double[] products = new double[rows * cols];
    Arrays.setAll(products, at -> y[at] * dY[at]);
    double[] sum = rowSizes(rows, cols, products);
    return new Operation("softmaxGradient")
        .matrix("y", rows, cols, y)
        .matrix("dY", rows, cols, dY)
        .matrixOut(
            "dX",
            rows,
            cols,
            (u, i, j, want) ->
                Tolerance.lanes(cols)
                    * u
                    * Math.abs(y[i * cols + j])
                    * (Math.abs(dY[i * cols + j]) + sum[i]))
        .inPlace("dX", "dY")
        .rowWise()
        .call((k, b) -> k.rowOps().softmaxGradient(b[0].tensor(), b[1].tensor(), b[2].tensor()));
  }

  static Operation logSoftmaxGradient(int rows, int cols, double[] y, double[] dY) {
    double[] sum = rowSizes(rows, cols, dY);
    return new Operation("logSoftmaxGradient")
        .matrix("y", rows, cols, y)
        .matrix("dY", rows, cols, dY)
        .matrixOut(
            "dX",
            rows,
            cols,
            (u, i, j, want) ->
                (Tolerance.lanes(cols) + Tolerance.FUNCTION)
                    * u
                    * (Math.abs(dY[i * cols + j]) + Math.exp(y[i * cols + j]) * sum[i]))
        .inPlace("dX", "dY")
        .rowWise()
        .call((k, b) -> k.rowOps().logSoftmaxGradient(b[0].tensor(), b[1].tensor(), b[2].tensor()));
  }

  static Operation prelu(int rows, int cols, double[] x, double[] slope) {
    return new Operation("prelu")
        .matrix("x", rows, cols, x)
        .vector("slope", slope)
        .matrixOut("y", rows, cols, (u, i, j, want) -> u * Math.abs(want))
        .inPlace("y", "x")
        .rowWise()
        .call((k, b) -> k.rowOps().prelu(b[0].tensor(), b[1].tensor(), b[2].tensor()));
  }

  static Operation preluGradient(
      int rows, int cols, double[] x, double[] slope, double[] dY, double[] dSlope) {
    double[] size = new double[cols];
    for (int at = 0; at < rows * cols; at++) {
      size[at % cols] += Math.abs(x[at] * dY[at]);
    }
    return new Operation("preluGradient")
        .matrix("x", rows, cols, x)
        .vector("slope", slope)
        .matrix("dY", rows, cols, dY)
        .matrixOut("dX", rows, cols, (u, i, j, want) -> u * Math.abs(want))
        .update(
            "dSlope",
            dSlope,
            (u, i, j, want) -> Tolerance.COLUMN * u * (Math.abs(dSlope[j]) + size[j]))
        .inPlace("dX", "dY")
        .call(
            (k, b) ->
                k.norms()
                    .preluGradient(
                        b[0].tensor(),
                        b[1].tensor(),
                        b[2].tensor(),
                        Block.tensorOf(b[3]),
                        b[4].tensor()));
  }

  static Operation gatherRows(int sourceRows, int cols, double[] src, double[] indices) {
    int rows = indices.length;
    return new Operation("gatherRows")
        .matrix("src", sourceRows, cols, src)
        .labels("indices", indices)
        .matrixOut("dst", rows, cols, (u, i, j, want) -> Tolerance.exact())
        .call((k, b) -> k.rowOps().gatherRows(b[0].tensor(), b[1].tensor(), b[2].tensor()));
  }

  static Operation scaleRows(int rows, int cols, double[] x, double[] factors) {
    return new Operation("scaleRows")
        .matrix("x", rows, cols, x)
        .perRow("factors", factors)
        .matrixOut("y", rows, cols, (u, i, j, want) -> u * Math.abs(want))
        .inPlace("y", "x")
        .rowWise()
        .call((k, b) -> k.rowOps().scaleRows(b[0].tensor(), b[1].tensor(), b[2].tensor()));
  }

  static Operation embed(int entries, int cols, double[] table, double[] places) {
    return new Operation("embed")
        .wholeMatrix("table", entries, cols, table)
        .places("places", places)
        .matrixOut("y", places.length, cols, (u, i, j, want) -> Tolerance.exact())
        .call((k, b) -> k.rowOps().embed(b[0].tensor(), b[1].tensor(), b[2].tensor()));
  }

  static Operation embedGradient(
      int entries, int cols, double[] dY, double[] places, double[] dTable) {
    double[] size = new double[dTable.length];
    double[] times = new double[entries];
    for (int i = 0; i < places.length; i++) {
      int place = (int) places[i];
      times[place]++;
      for (int j = 0; j < cols; j++) {
        size[place * cols + j] += Math.abs(dY[i * cols + j]);
      }
    }
    return new Operation("embedGradient")
        .matrix("dY", places.length, cols, dY)
        .places("places", places)
        .matrixUpdate(
            "dTable",
            entries,
            cols,
            dTable,
            (u, i, j, want) -> times[i] * u * (Math.abs(dTable[i * cols + j]) + size[i * cols + j]))
        .call((k, b) -> k.rowOps().embedGradient(b[0].tensor(), b[1].tensor(), b[2].tensor()));
  }
}
