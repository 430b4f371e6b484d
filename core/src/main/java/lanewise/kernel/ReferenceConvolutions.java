package lanewise.kernel;

import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * {@link Convolutions} of {@link ReferenceKernels}: the sums as they are written down, with a
 * padded image that answers 0 outside.
 */
final class ReferenceConvolutions implements Convolutions {
  @Override
  public void convolve(
      ConvGeometry geometry,
      Tensor x,
      Tensor weight,
      @Nullable Tensor bias,
      Activation f,
      Tensor y) {
    Slide down = geometry.window().rows();
    Slide along = geometry.window().columns();
    Images input = new Images(x, down.extent(), along.extent());
    Images output = new Images(y, down.places(), along.places());
    Kernel kernel = new Kernel(weight, geometry);
    Matrix biases = bias == null ? null : Matrix.row(bias);
    for (int n = 0; n < output.count(); n++) {
      for (int p = 0; p < down.places(); p++) {
        for (int q = 0; q < along.places(); q++) {
          for (int o = 0; o < geometry.out(); o++) {
            int first = o / geometry.groupOut() * geometry.groupIn();
            double sum = 0;
            for (int r = 0; r < down.kernel(); r++) {
              for (int s = 0; s < along.kernel(); s++) {
                for (int c = 0; c < geometry.groupIn(); c++) {
                  double value = input.at(n, down.element(p, r), along.element(q, s), first + c);
                  sum = Math.fma(value, kernel.at(o, r, s, c), sum);
                }
              }
            }
            double shifted = biases == null ? sum : sum + biases.at(o);
            output.set(n, p, q, o, ElementFormulas.activate(f, shifted));
          }
        }
      }
    }
  }

  @Override
  public void convolveInput(
      ConvGeometry geometry, Tensor dY, Tensor weight, double beta, Tensor dX) {
    Slide down = geometry.window().rows();
    Slide along = geometry.window().columns();
    Images input = new Images(dX, down.extent(), along.extent());
    Images output = new Images(dY, down.places(), along.places());
    Kernel kernel = new Kernel(weight, geometry);
    for (int n = 0; n < input.count(); n++) {
      for (int i = 0; i < down.extent(); i++) {
        for (int j = 0; j < along.extent(); j++) {
          for (int c = 0; c < geometry.in(); c++) {
            int group = c / geometry.groupIn();
            double sum = beta == 0 ? 0 : beta * input.at(n, i, j, c);
            for (int r = down.kernel() - 1; r >= 0; r--) {
              int p = down.place(i, r);
              for (int s = along.kernel() - 1; s >= 0 && p != Integer.MIN_VALUE; s--) {
                int q = along.place(j, s);
                for (int k = 0; k < geometry.groupOut() && q != Integer.MIN_VALUE; k++) {
                  int o = group * geometry.groupOut() + k;
                  double gradient = output.at(n, p, q, o);
                  sum = Math.fma(gradient, kernel.at(o, r, s, c % geometry.groupIn()), sum);
                }
              }
            }
            input.set(n, i, j, c, sum);
          }
        }
      }
    }
  }

  @Override
  public void convolveWeight(
      ConvGeometry geometry, Tensor dY, Tensor x, double beta, Tensor dWeight) {
    Slide down = geometry.window().rows();
    Slide along = geometry.window().columns();
    Images input = new Images(x, down.extent(), along.extent());
    Images output = new Images(dY, down.places(), along.places());
    Kernel kernel = new Kernel(dWeight, geometry);
    for (int o = 0; o < geometry.out(); o++) {
      int first = o / geometry.groupOut() * geometry.groupIn();
      for (int r = 0; r < down.kernel(); r++) {
        for (int s = 0; s < along.kernel(); s++) {
          for (int c = 0; c < geometry.groupIn(); c++) {
            double sum = beta == 0 ? 0 : beta * kernel.at(o, r, s, c);
            for (int n = 0; n < output.count(); n++) {
              for (int p = 0; p < down.places(); p++) {
                for (int q = 0; q < along.places(); q++) {
                  double value = input.at(n, down.element(p, r), along.element(q, s), first + c);
                  sum = Math.fma(output.at(n, p, q, o), value, sum);
                }
              }
            }
            kernel.set(o, r, s, c, sum);
          }
        }
      }
    }
  }

  /** Images by number, row, column and channel; 0 outside. */
  private record Images(Matrix pixels, int height, int width) {
    Images(Tensor tensor, int height, int width) {
      this(Matrix.of(tensor), height, width);
    }

    int count() {
      return pixels.rows / (height * width);
    }

    double at(int n, int i, int j, int c) {
      boolean inside = i >= 0 && i < height && j >= 0 && j < width;
      return inside ? pixels.at((n * height + i) * width + j, c) : 0;
    }

    void set(int n, int i, int j, int c, double value) {
      pixels.set((n * height + i) * width + j, c, value);
    }
  }

  /** A weight by output channel, row, column and input channel of the group. */
  private record Kernel(Matrix values, int height, int width, int channels) {
    Kernel(Tensor weight, ConvGeometry geometry) {
      this(
          Matrix.row(weight),
          geometry.window().rows().kernel(),
          geometry.window().columns().kernel(),
          geometry.groupIn());
    }

    private int index(int o, int r, int s, int c) {
      return ((o * height + r) * width + s) * channels + c;
    }

    double at(int o, int r, int s, int c) {
      return values.at(index(o, r, s, c));
    }

    void set(int o, int r, int s, int c, double value) {
      values.set(index(o, r, s, c), value);
    }
  }
}
