package lanewise.kernel;

import java.util.Arrays;
import lanewise.tensor.Tensor;

/** {@link Pools} of {@link ScalarKernels}. */
final class ScalarPools implements Pools {
  @Override
  public void maxPool(Window window, Tensor x, Tensor y, Tensor taps) {
    int channels = y.cols();
    float[] xs = x.floats();
    float[] ys = y.floats();
    float[] chosen = taps.floats();
    for (int place = 0; place < y.rows(); place++) {
      int to = y.row(place);
      int number = taps.row(place);
      Arrays.fill(ys, to, to + channels, Float.NEGATIVE_INFINITY);
      Arrays.fill(chosen, number, number + channels, 0f);
      boolean first = true;
      for (int tap = 0; tap < window.taps(); tap++) {
        int pixel = pixel(window, place, tap);
        for (int c = 0; c < channels && pixel >= 0; c++) {
          float value = xs[x.row(pixel) + c];
          float max = ys[to + c];
          if (first || value > max || (Float.isNaN(value) && !Float.isNaN(max))) {
            ys[to + c] = value;
            chosen[number + c] = tap;
          }
        }
        first &= pixel < 0;
      }
    }
  }

  @Override
  public void maxPoolGradient(Window window, Tensor dY, Tensor taps, Tensor dX) {
    clear(dX);
    for (int place = 0; place < dY.rows(); place++) {
      for (int c = 0; c < dY.cols(); c++) {
        int pixel = pixel(window, place, (int) taps.floats()[taps.row(place) + c]);
        if (pixel >= 0) {
          dX.floats()[dX.row(pixel) + c] += dY.floats()[dY.row(place) + c];
        }
      }
    }
  }

  @Override
  public void averagePool(Window window, boolean countPadding, Tensor x, Tensor y) {
    int channels = y.cols();
    float[] xs = x.floats();
    float[] ys = y.floats();
    for (int place = 0; place < y.rows(); place++) {
      int to = y.row(place);
      Arrays.fill(ys, to, to + channels, 0f);
      int count = 0;
      for (int tap = 0; tap < window.taps(); tap++) {
        int pixel = pixel(window, place, tap);
        for (int c = 0; c < channels && pixel >= 0; c++) {
          ys[to + c] += xs[x.row(pixel) + c];
        }
        count += countPadding || pixel >= 0 ? 1 : 0;
      }
      for (int c = 0; c < channels; c++) {
        ys[to + c] /= Math.max(1, count);
      }
    }
  }

  @Override
  public void averagePoolGradient(Window window, boolean countPadding, Tensor dY, Tensor dX) {
    clear(dX);
    float[] dXs = dX.floats();
    float[] gradients = dY.floats();
    for (int place = 0; place < dY.rows(); place++) {
      int count = countPadding ? window.taps() : 0;
      for (int tap = 0; tap < window.taps() && !countPadding; tap++) {
        count += pixel(window, place, tap) >= 0 ? 1 : 0;
      }
      for (int tap = 0; tap < window.taps(); tap++) {
        int pixel = pixel(window, place, tap);
        for (int c = 0; c < dY.cols() && pixel >= 0; c++) {
          dXs[dX.row(pixel) + c] += gradients[dY.row(place) + c] / count;
        }
      }
    }
  }

  private static void clear(Tensor tensor) {
    for (int i = 0; i < tensor.rows(); i++) {
      Arrays.fill(tensor.floats(), tensor.row(i), tensor.row(i) + tensor.cols(), 0f);
    }
  }

  /** The pixel of all images under a tap at a place of all images; -1 if it is padding. */
  private static int pixel(Window window, int place, int tap) {
    Slide down = window.rows();
    Slide along = window.columns();
    int line = place / along.places();
    int i = down.element(line % down.places(), tap / along.kernel());
    int j = along.element(place % along.places(), tap % along.kernel());
    boolean inside = i >= 0 && i < down.extent() && j >= 0 && j < along.extent();
    return inside ? (line / down.places() * down.extent() + i) * along.extent() + j : -1;
  }
}
