package lanewise.kernel;

import static lanewise.kernel.OperandChecks.disjoint;
import static lanewise.kernel.OperandChecks.inPlace;

import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Norms} that refuses operands that do not fit. */
record CheckedNorms(Norms norms, OperandChecks check) implements Norms {
  @Override
  public void columnMoments(Tensor x, Tensor mean, Tensor variance) {
    int cols = x.cols();
    check.matrix("columnMoments", "x", x, x.rows(), cols);
    check.elements("columnMoments", "mean", mean, cols);
    check.elements("columnMoments", "variance", variance, cols);
    disjoint("columnMoments", "mean", mean, "x", x);
    disjoint("columnMoments", "variance", variance, "x", x);
    disjoint("columnMoments", "variance", variance, "mean", mean);
    norms.columnMoments(x, mean, variance);
  }

  @Override
  public void batchNorm(
      Tensor x, Tensor mean, Tensor variance, double epsilon, Gain gain, Tensor y) {
    forward("batchNorm", x, gain, y);
    statistics("batchNorm", "mean", mean, x.cols(), "y", y);
    statistics("batchNorm", "variance", variance, x.cols(), "y", y);
    norms.batchNorm(x, mean, variance, epsilon, gain, y);
  }

  @Override
  public void batchNormGradient(
      Tensor x,
      Tensor mean,
      Tensor variance,
      double epsilon,
      Tensor gamma,
      Tensor dY,
      Gain gradients,
      @Nullable Tensor dX) {
    backward("batchNormGradient", x, gamma, dY, gradients, dX);
    kept("batchNormGradient", "mean", mean, x.cols(), gradients, dX);
    kept("batchNormGradient", "variance", variance, x.cols(), gradients, dX);
    norms.batchNormGradient(x, mean, variance, epsilon, gamma, dY, gradients, dX);
  }

  @Override
  public void layerNorm(
      Tensor x, double epsilon, Gain gain, Tensor y, Tensor mean, Tensor inverseDeviation) {
    forward("layerNorm", x, gain, y);
    rowStatistics("mean", mean, x, gain, y);
    rowStatistics("inverseDeviation", inverseDeviation, x, gain, y);
    disjoint("layerNorm", "inverseDeviation", inverseDeviation, "mean", mean);
    norms.layerNorm(x, epsilon, gain, y, mean, inverseDeviation);
  }

  @Override
  public void layerNormGradient(
      Tensor x,
      Tensor mean,
      Tensor inverseDeviation,
      Tensor gamma,
      Tensor dY,
      Gain gradients,
      @Nullable Tensor dX) {
    backward("layerNormGradient", x, gamma, dY, gradients, dX);
    kept("layerNormGradient", "mean", mean, x.rows(), gradients, dX);
    kept("layerNormGradient", "inverseDeviation", inverseDeviation, x.rows(), gradients, dX);
    norms.layerNormGradient(x, mean, inverseDeviation, gamma, dY, gradients, dX);
  }

  @Override
  public void preluGradient(Tensor x, Tensor slope, Tensor dY, @Nullable Tensor dX, Tensor dSlope) {
    check.elements("preluGradient", "slope", slope, x.cols());
    gradient("preluGradient", x, dY, dX);
    if (dX != null) {
      disjoint("preluGradient", "dX", dX, "slope", slope);
    }
    sum("preluGradient", "dSlope", dSlope, x, slope, dY, dX);
    norms.preluGradient(x, slope, dY, dX, dSlope);
  }

  private void forward(String op, Tensor x, Gain gain, Tensor y) {
    check.matrix(op, "x", x, x.rows(), x.cols());
    check.matrix(op, "y", y, x.rows(), x.cols());
    inPlace(op, "y", y, "x", x);
    statistics(op, "gamma", gain.gamma(), x.cols(), "y", y);
    statistics(op, "beta", gain.beta(), x.cols(), "y", y);
  }

  private void statistics(
      String op, String name, Tensor value, int size, String outName, Tensor out) {
    check.elements(op, name, value, size);
    disjoint(op, outName, out, name, value);
  }

  private void rowStatistics(String name, Tensor value, Tensor x, Gain gain, Tensor y) {
    check.elements("layerNorm", name, value, x.rows());
    disjoint("layerNorm", name, value, "x", x);
    disjoint("layerNorm", name, value, "gamma", gain.gamma());
    disjoint("layerNorm", name, value, "beta", gain.beta());
    disjoint("layerNorm", name, value, "y", y);
  }

  private void backward(
      String op, Tensor x, Tensor gamma, Tensor dY, Gain gradients, @Nullable Tensor dX) {
    check.elements(op, "gamma", gamma, x.cols());
    gradient(op, x, dY, dX);
    if (dX != null) {
      disjoint(op, "dX", dX, "gamma", gamma);
    }
    sum(op, "dGamma", gradients.gamma(), x, gamma, dY, dX);
    sum(op, "dBeta", gradients.beta(), x, gamma, dY, dX);
    disjoint(op, "dBeta", gradients.beta(), "dGamma", gradients.gamma());
  }

  private void gradient(String op, Tensor x, Tensor dY, @Nullable Tensor dX) {
    check.matrix(op, "x", x, x.rows(), x.cols());
    check.matrix(op, "dY", dY, x.rows(), x.cols());
    if (dX != null) {
      check.matrix(op, "dX", dX, x.rows(), x.cols());
      disjoint(op, "dX", dX, "x", x);
      inPlace(op, "dX", dX, "dY", dY);
    }
  }

  /** A sum down the columns that is added to while the inputs are read. */
  private void sum(
      String op, String name, Tensor sum, Tensor x, Tensor factor, Tensor dY, @Nullable Tensor dX) {
    check.elements(op, name, sum, x.cols());
    disjoint(op, name, sum, "x", x);
    disjoint(op, name, sum, op.equals("preluGradient") ? "slope" : "gamma", factor);
    disjoint(op, name, sum, "dY", dY);
    if (dX != null) {
      disjoint(op, name, sum, "dX", dX);
    }
  }

  /** What the forward pass has kept. */
  private void kept(
      String op, String name, Tensor value, int size, Gain gradients, @Nullable Tensor dX) {
    check.elements(op, name, value, size);
    disjoint(op, "dGamma", gradients.gamma(), name, value);
    disjoint(op, "dBeta", gradients.beta(), name, value);
    if (dX != null) {
      disjoint(op, "dX", dX, name, value);
    }
  }
}
