package lanewise.kernel;

import lanewise.tensor.Tensor;

/** {@link Pools} of {@link ReferenceKernels}. */
final class ReferencePools implements Pools {
  @Override
  public void maxPool(Window window, Tensor x, Tensor y, Tensor taps) {
    Matrix input = Matrix.of(x);
    Matrix output = Matrix.of(y);
    Matrix chosen = Matrix.of(taps);
    for (int place = 0; place < output.rows; place++) {
      for (int c = 0; c < output.cols; c++) {
        double max = Double.NEGATIVE_INFINITY;
        int from = -1;
        for (int tap = 0; tap < window.taps(); tap++) {
          int pixel = pixel(window, place, tap);
          if (pixel < 0) {
            continue;
          }
          double value = input.at(pixel, c);
          if (from < 0 || value > max || (Double.isNaN(value) && !Double.isNaN(max))) {
            max = value;
            from = tap;
          }
        }
        output.set(place, c, max);
        chosen.set(place, c, Math.max(0, from));
      }
    }
  }

  @Override
  public void maxPoolGradient(Window window, Tensor dY, Tensor taps, Tensor dX) {
    Matrix gradient = Matrix.of(dY);
    Matrix chosen = Matrix.of(taps);
    Matrix input = Matrix.of(dX);
    clear(input);
    for (int place = 0; place < gradient.rows; place++) {
      for (int c = 0; c < gradient.cols; c++) {
        int pixel = pixel(window, place, (int) chosen.at(place, c));
        if (pixel >= 0) {
          input.set(pixel, c, input.at(pixel, c) + gradient.at(place, c));
        }
      }
    }
  }

  @Override
  public void averagePool(Window window, boolean countPadding, Tensor x, Tensor y) {
    Matrix input = Matrix.of(x);
    Matrix output = Matrix.of(y);
    for (int place = 0; place < output.rows; place++) {
      for (int c = 0; c < output.cols; c++) {
        double sum = 0;
        for (int tap = 0; tap < window.taps(); tap++) {
          int pixel = pixel(window, place, tap);
          sum += pixel < 0 ? 0 : input.at(pixel, c);
        }
        output.set(place, c, sum / divisor(window, countPadding, place));
      }
    }
  }

  @Override
  public void averagePoolGradient(Window window, boolean countPadding, Tensor dY, Tensor dX) {
    Matrix gradient = Matrix.of(dY);
    Matrix input = Matrix.of(dX);
    clear(input);
    for (int place = 0; place < gradient.rows; place++) {
      double divisor = divisor(window, countPadding, place);
      for (int tap = 0; tap < window.taps(); tap++) {
        int pixel = pixel(window, place, tap);
        for (int c = 0; c < gradient.cols && pixel >= 0; c++) {
          input.set(pixel, c, input.at(pixel, c) + gradient.at(place, c) / divisor);
        }
      }
    }
  }

  private static void clear(Matrix matrix) {
    for (int i = 0; i < matrix.rows; i++) {
      for (int j = 0; j < matrix.cols; j++) {
        matrix.set(i, j, 0);
      }
    }
  }

  private static double divisor(Window window, boolean countPadding, int place) {
    int count = 0;
    for (int tap = 0; tap < window.taps(); tap++) {
      count += countPadding || pixel(window, place, tap) >= 0 ? 1 : 0;
    }
    return Math.max(1, count);
  }

  /** The pixel of all images under a tap at a place of all images; -1 if it is padding. */
  private static int pixel(Window window, int place, int tap) {
    Slide down = window.rows();
    Slide along = window.columns();
    int image = place / window.places();
    int at = place % window.places();
    int i = down.element(at / along.places(), tap / along.kernel());
    int j = along.element(at % along.places(), tap % along.kernel());
    boolean inside = i >= 0 && i < down.extent() && j >= 0 && j < along.extent();
    return inside ? image * window.pixels() + i * along.extent() + j : -1;
  }
}
