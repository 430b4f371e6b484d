package lanewise.kernel;

import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Convolutions} of {@link ScalarKernels}. */
final class ScalarConvolutions implements Convolutions {
  private final ScalarElements elements;

  ScalarConvolutions(ScalarElements elements) {
    this.elements = elements;
  }

  @Override
  public void convolve(
      ConvGeometry geometry,
      Tensor x,
      Tensor weight,
      @Nullable Tensor bias,
      Activation f,
      Tensor y) {
    Slide along = geometry.window().columns();
    float[] ys = y.floats();
    for (int place = 0; place < y.rows(); place++) {
      int at = y.row(place);
      int line = place / along.places();
      for (int o = 0; o < geometry.out(); o++) {
        float sum = at(geometry, x, line, place % along.places(), weight, o);
        ys[at + o] = bias == null ? sum : sum + bias.floats()[bias.offset() + o];
      }
      elements.activate(f, geometry.out(), ys, at, ys, at);
    }
  }

  /** The convolution at a place of a line of places, lines being counted through all images. */
  private static float at(
      ConvGeometry geometry, Tensor x, int line, int place, Tensor weight, int o) {
    Slide down = geometry.window().rows();
    Slide along = geometry.window().columns();
    int channels = geometry.groupIn();
    int first = o / geometry.groupOut() * channels;
    int image = line / down.places();
    float[] weights = weight.floats();
    float[] xs = x.floats();
    int w = weight.offset() + o * geometry.steps();
    float sum = 0;
    for (int r = 0; r < down.kernel(); r++) {
      int i = down.element(line % down.places(), r);
      boolean inside = i >= 0 && i < down.extent();
      for (int s = 0; s < along.kernel(); s++) {
        int j = along.element(place, s);
        if (inside && j >= 0 && j < along.extent()) {
          int from = x.row((image * down.extent() + i) * along.extent() + j) + first;
          for (int c = 0; c < channels; c++) {
            sum += weights[w + c] * xs[from + c];
          }
        } else {
          for (int c = 0; c < channels; c++) {
            sum += weights[w + c] * 0f;
          }
        }
        w += channels;
      }
    }
    return sum;
  }

  @Override
  public void convolveInput(
      ConvGeometry geometry, Tensor dY, Tensor weight, double beta, Tensor dX) {
    Slide down = geometry.window().rows();
    Slide along = geometry.window().columns();
    for (int pixel = 0; pixel < dX.rows(); pixel++) {
      int line = pixel / along.extent();
      int image = line / down.extent();
      ScalarElements.scale(beta, dX.floats(), dX.row(pixel), geometry.in());
      for (int r = down.kernel() - 1; r >= 0; r--) {
        int p = down.place(line % down.extent(), r);
        for (int s = along.kernel() - 1; s >= 0 && p != Integer.MIN_VALUE; s--) {
          int q = along.place(pixel % along.extent(), s);
          if (q != Integer.MIN_VALUE) {
            boolean inside = p >= 0 && p < down.places() && q >= 0 && q < along.places();
            int place = inside ? (image * down.places() + p) * along.places() + q : -1;
            addTap(geometry, dY, place, weight, r * along.kernel() + s, dX, pixel);
          }
        }
      }
    }
  }

  /** A pixel of dX gains what one tap gives it; a place of -1 is padding. */
  private static void addTap(
      ConvGeometry geometry, Tensor dY, int place, Tensor weight, int tap, Tensor dX, int pixel) {
    int channels = geometry.groupIn();
    float[] weights = weight.floats();
    float[] dXs = dX.floats();
    for (int o = 0; o < geometry.out(); o++) {
      float gradient = place < 0 ? 0 : dY.floats()[dY.row(place) + o];
      int w = weight.offset() + o * geometry.steps() + tap * channels;
      int to = dX.row(pixel) + o / geometry.groupOut() * channels;
      for (int c = 0; c < channels; c++) {
        dXs[to + c] += gradient * weights[w + c];
      }
    }
  }

  @Override
  public void convolveWeight(
      ConvGeometry geometry, Tensor dY, Tensor x, double beta, Tensor dWeight) {
    Slide down = geometry.window().rows();
    Slide along = geometry.window().columns();
    ScalarElements.scale(beta, dWeight.floats(), dWeight.offset(), geometry.weights());
    for (int place = 0; place < dY.rows(); place++) {
      int line = place / along.places();
      int image = line / down.places();
      for (int tap = 0; tap < geometry.window().taps(); tap++) {
        int i = down.element(line % down.places(), tap / along.kernel());
        int j = along.element(place % along.places(), tap % along.kernel());
        boolean inside = i >= 0 && i < down.extent() && j >= 0 && j < along.extent();
        int pixel = inside ? (image * down.extent() + i) * along.extent() + j : -1;
        addWeights(geometry, dY, place, x, pixel, tap, dWeight);
      }
    }
  }

  /** The weights of one tap gain what one place gives them; a pixel of -1 is padding. */
  private static void addWeights(
      ConvGeometry geometry, Tensor dY, int place, Tensor x, int pixel, int tap, Tensor dWeight) {
    int channels = geometry.groupIn();
    float[] sums = dWeight.floats();
    float[] xs = x.floats();
    for (int o = 0; o < geometry.out(); o++) {
      float gradient = dY.floats()[dY.row(place) + o];
      int to = dWeight.offset() + o * geometry.steps() + tap * channels;
      if (pixel < 0) {
        for (int c = 0; c < channels; c++) {
          sums[to + c] += gradient * 0f;
        }
      } else {
        int from = x.row(pixel) + o / geometry.groupOut() * channels;
        for (int c = 0; c < channels; c++) {
          sums[to + c] += gradient * xs[from + c];
        }
      }
    }
  }
}
