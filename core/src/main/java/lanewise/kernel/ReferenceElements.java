package lanewise.kernel;

import java.util.function.DoubleUnaryOperator;
import lanewise.tensor.Tensor;

/** {@link Elements} of {@link ReferenceKernels}. */
final class ReferenceElements implements Elements {
  @Override
  public void map(Function f, Tensor x, Tensor y) {
    apply(value -> ElementFormulas.map(f, value), x, y);
  }

  @Override
  public void activate(Activation f, Tensor x, Tensor y) {
    apply(value -> ElementFormulas.activate(f, value), x, y);
  }

  private static void apply(DoubleUnaryOperator f, Tensor x, Tensor y) {
    Matrix from = Matrix.row(x);
    Matrix to = Matrix.row(y);
    for (int i = 0; i < to.cols; i++) {
      to.set(i, f.applyAsDouble(from.at(i)));
    }
  }

  @Override
  public void activateGradient(Activation f, Tensor saved, Tensor dY, Tensor dX) {
    Matrix kept = Matrix.row(saved);
    Matrix gradient = Matrix.row(dY);
    Matrix result = Matrix.row(dX);
    for (int i = 0; i < result.cols; i++) {
      result.set(i, gradient.at(i) * ElementFormulas.derivative(f, kept.at(i)));
    }
  }

  @Override
  public void fill(double value, Tensor x) {
    apply(old -> value, x, x);
  }

  @Override
  public void scale(double alpha, Tensor x) {
    apply(value -> alpha == 0 ? 0 : alpha * value, x, x);
  }

  @Override
  public void copy(Tensor x, Tensor y) {
    combine((value, old) -> value, x, y);
  }

  @Override
  public void axpy(double alpha, Tensor x, Tensor y) {
    combine((value, old) -> Math.fma(alpha, value, old), x, y);
  }

  /** A new element of y from those of x and y. */
  private interface Combination {
    double of(double x, double y);
  }

  private static void combine(Combination f, Tensor x, Tensor y) {
    boolean whole = x.contiguous() && y.contiguous();
    Matrix from = whole ? Matrix.row(x) : Matrix.of(x);
    Matrix to = whole ? Matrix.row(y) : Matrix.of(y);
    for (int i = 0; i < to.rows; i++) {
      for (int j = 0; j < to.cols; j++) {
        to.set(i, j, f.of(from.at(i, j), to.at(i, j)));
      }
    }
  }

  @Override
  public void multiply(Tensor x, Tensor y, Tensor z) {
    Matrix left = Matrix.row(x);
    Matrix right = Matrix.row(y);
    Matrix result = Matrix.row(z);
    for (int i = 0; i < result.cols; i++) {
      result.set(i, left.at(i) * right.at(i));
    }
  }

  @Override
  public void clamp(double limit, Tensor x) {
    apply(value -> Math.min(Math.max(value, -limit), limit), x, x);
  }

  @Override
  public void dropoutMask(long seed, double keep, Tensor mask) {
    long key = Elements.dropoutKey(seed);
    Matrix result = Matrix.row(mask);
    for (int i = 0; i < result.cols; i++) {
      int h = (int) key + i * 0x9E3779B9;
      h ^= h >>> 16;
      h *= 0x21F0AAAD;
      h ^= h >>> 15;
      h ^= (int) (key >>> 32);
      h *= 0x735A2D97;
      h ^= h >>> 15;
      result.set(i, (h >>> 8) < keep * (1 << 24) ? 1 / keep : 0);
    }
  }
}
