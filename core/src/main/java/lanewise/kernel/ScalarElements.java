package lanewise.kernel;

import java.util.Arrays;
import lanewise.tensor.Tensor;

/** {@link Elements} of {@link ScalarKernels}. */
final class ScalarElements implements Elements {
  @Override
  public void map(Function f, Tensor x, Tensor y) {
    float[] xs = x.floats();
    float[] ys = y.floats();
    for (int i = 0; i < x.size(); i++) {
      ys[y.offset() + i] = (float) ElementFormulas.map(f, xs[x.offset() + i]);
    }
  }

  @Override
  public void activate(Activation f, Tensor x, Tensor y) {
    activate(f, x.size(), x.floats(), x.offset(), y.floats(), y.offset());
  }

  void activate(Activation f, int count, float[] x, int xOffset, float[] y, int yOffset) {
    switch (f.kind()) {
      case IDENTITY -> System.arraycopy(x, xOffset, y, yOffset, count);
      case RELU -> {
        for (int i = 0; i < count; i++) {
          float value = x[xOffset + i];
          y[yOffset + i] = value <= 0 ? 0 : value;
        }
      }
      case LEAKY_RELU -> {
        float slope = (float) f.parameter();
        for (int i = 0; i < count; i++) {
          float value = x[xOffset + i];
          y[yOffset + i] = value > 0 ? value : slope * value;
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          y[yOffset + i] = (float) ElementFormulas.activate(f, x[xOffset + i]);
        }
      }
    }
  }

  @Override
  public void activateGradient(Activation f, Tensor saved, Tensor dY, Tensor dX) {
    int count = dX.size();
    float[] outputs = saved.floats();
    float[] gradients = dY.floats();
    float[] results = dX.floats();
    switch (f.kind()) {
      case IDENTITY -> System.arraycopy(gradients, dY.offset(), results, dX.offset(), count);
      case RELU -> {
        for (int i = 0; i < count; i++) {
          float output = outputs[saved.offset() + i];
          float gradient = gradients[dY.offset() + i];
          results[dX.offset() + i] =
              output > 0 ? gradient : output <= 0 ? 0 * Math.abs(gradient) : output;
        }
      }
      case LEAKY_RELU -> {
        float slope = (float) f.parameter();
        for (int i = 0; i < count; i++) {
          float output = outputs[saved.offset() + i];
          float gradient = gradients[dY.offset() + i];
          results[dX.offset() + i] =
              output > 0 ? gradient : output <= 0 ? slope * gradient : output;
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          double derivative = ElementFormulas.derivative(f, outputs[saved.offset() + i]);
          results[dX.offset() + i] = (float) (gradients[dY.offset() + i] * derivative);
        }
      }
    }
  }

  @Override
  public void fill(double value, Tensor x) {
    Arrays.fill(x.floats(), x.offset(), x.offset() + x.size(), (float) value);
  }

  @Override
  public void scale(double alpha, Tensor x) {
    scale(alpha, x.floats(), x.offset(), x.size());
  }

  static void scale(double alpha, float[] x, int xOffset, int count) {
    if (alpha == 0) {
      Arrays.fill(x, xOffset, xOffset + count, 0);
    } else if (alpha != 1) {
      float factor = (float) alpha;
      for (int i = 0; i < count; i++) {
        x[xOffset + i] *= factor;
      }
    }
  }

  @Override
  public void copy(Tensor x, Tensor y) {
    if (x.contiguous() && y.contiguous()) {
      System.arraycopy(x.floats(), x.offset(), y.floats(), y.offset(), x.size());
    } else {
      for (int i = 0; i < x.rows(); i++) {
        System.arraycopy(x.floats(), x.row(i), y.floats(), y.row(i), x.cols());
      }
    }
  }

  @Override
  public void axpy(double alpha, Tensor x, Tensor y) {
    if (x.contiguous() && y.contiguous()) {
      axpy((float) alpha, x.size(), x.floats(), x.offset(), y.floats(), y.offset());
    } else {
      for (int i = 0; i < x.rows(); i++) {
        axpy((float) alpha, x.cols(), x.floats(), x.row(i), y.floats(), y.row(i));
      }
    }
  }

  private static void axpy(float alpha, int count, float[] x, int xOffset, float[] y, int yOffset) {
    // Of two floats the product is exact in double: a multiply-add that needs no hardware for it.
    double factor = alpha;
    for (int i = 0; i < count; i++) {
      y[yOffset + i] = (float) (factor * x[xOffset + i] + y[yOffset + i]);
    }
  }

  @Override
  public void multiply(Tensor x, Tensor y, Tensor z) {
    float[] xs = x.floats();
    float[] ys = y.floats();
    float[] zs = z.floats();
    for (int i = 0; i < z.size(); i++) {
      zs[z.offset() + i] = xs[x.offset() + i] * ys[y.offset() + i];
    }
  }

  @Override
  public void clamp(double limit, Tensor x) {
    float bound = (float) limit;
    float[] xs = x.floats();
    for (int i = x.offset(); i < x.offset() + x.size(); i++) {
      xs[i] = Math.min(Math.max(xs[i], -bound), bound);
    }
  }

  @Override
  public void dropoutMask(long seed, double keep, Tensor mask) {
    float kept = (float) (1 / keep);
    double threshold = keep * (1 << 24);
    long key = Elements.dropoutKey(seed);
    int low = (int) key;
    int high = (int) (key >>> 32);
    float[] masks = mask.floats();
    for (int i = 0; i < mask.size(); i++) {
      int h = low + i * 0x9E3779B9;
      h ^= h >>> 16;
      h *= 0x21F0AAAD;
      h ^= h >>> 15;
      h ^= high;
      h *= 0x735A2D97;
      h ^= h >>> 15;
      masks[mask.offset() + i] = (h >>> 8) < threshold ? kept : 0;
    }
  }
}
