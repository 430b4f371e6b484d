package lanewise.simd.image;

import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.NE;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import lanewise.kernel.Slide;
import lanewise.kernel.Window;
import lanewise.tensor.Tensor;

/**
 * {@link lanewise.kernel.Pools}: a pixel of the result at a time, vectors along the channels, so
 * that nothing is shuffled. Gradients gather what an input pixel is due from the places that cover
 * it; nothing is scattered. Ranges are lines of pixels of the result, through all images.
 *
 * <p>Channels that do not fill a vector are done one by one.
 */
public final class PoolLoops {
  private PoolLoops() {}

  /** y = the largest, taps = where it was. */
  public static void max(Window window, Tensor x, Tensor y, Tensor taps, int firstLine, int count) {
    Slide down = window.rows();
    Slide along = window.columns();
    int channels = y.cols();
    for (int line = firstLine; line < firstLine + count; line++) {
      int image = line / down.places();
      int top = line % down.places();
      for (int q = 0; q < along.places(); q++) {
        int to = y.row(line * along.places() + q);
        int number = taps.row(line * along.places() + q);
        Arrays.fill(y.floats(), to, to + channels, Float.NEGATIVE_INFINITY);
        Arrays.fill(taps.floats(), number, number + channels, 0f);
        boolean first = true;
        for (int r = 0; r < down.kernel(); r++) {
          int i = down.element(top, r);
          if (i < 0 || i >= down.extent()) {
            continue;
          }
          for (int s = 0; s < along.kernel(); s++) {
            int j = along.element(q, s);
            if (j >= 0 && j < along.extent()) {
              int from = x.row((image * down.extent() + i) * along.extent() + j);
              int tap = r * along.kernel() + s;
              if (first) {
                System.arraycopy(x.floats(), from, y.floats(), to, channels);
                Arrays.fill(taps.floats(), number, number + channels, tap);
                first = false;
              } else {
                larger(channels, x.floats(), from, tap, y.floats(), to, taps.floats(), number);
              }
            }
          }
        }
      }
    }
  }

  /** Where x is larger than y, or the first NaN, y takes it, and taps its tap. */
  private static void larger(
      int count, float[] x, int xOffset, float tap, float[] y, int yOffset, float[] taps, int at) {
    int c = 0;
    for (; c < F.loopBound(count); c += LENGTH) {
      FloatVector value = fromArray(F, x, xOffset + c);
      FloatVector max = fromArray(F, y, yOffset + c);
      VectorMask<Float> taken =
          value.compare(GT, max).or(value.compare(NE, value).and(max.compare(EQ, max)));
      max.blend(value, taken).intoArray(y, yOffset + c);
      fromArray(F, taps, at + c).blend(tap, taken).intoArray(taps, at + c);
    }
    for (; c < count; c++) {
      float value = x[xOffset + c];
      float max = y[yOffset + c];
      if (value > max || (Float.isNaN(value) && !Float.isNaN(max))) {
        y[yOffset + c] = value;
        taps[at + c] = tap;
      }
    }
  }

  /** dX = sum of dY where this pixel was the largest; lines are of dX. */
  public static void maxGradient(
      Window window, Tensor dY, Tensor taps, Tensor dX, int firstLine, int count) {
    Slide down = window.rows();
    Slide along = window.columns();
    int channels = dX.cols();
    for (int line = firstLine; line < firstLine + count; line++) {
      int image = line / down.extent();
      for (int j = 0; j < along.extent(); j++) {
        int to = dX.row(line * along.extent() + j);
        Arrays.fill(dX.floats(), to, to + channels, 0f);
        for (int r = down.kernel() - 1; r >= 0; r--) {
          int p = down.place(line % down.extent(), r);
          if (p < 0 || p >= down.places()) {
            continue;
          }
          for (int s = along.kernel() - 1; s >= 0; s--) {
            int q = along.place(j, s);
            if (q >= 0 && q < along.places()) {
              int place = (image * down.places() + p) * along.places() + q;
              float tap = r * along.kernel() + s;
              int from = dY.row(place);
              addWhere(
                  channels,
                  dY.floats(),
                  from,
                  taps.floats(),
                  taps.row(place),
                  tap,
                  dX.floats(),
                  to);
            }
          }
        }
      }
    }
  }

  /** y += x where the tap is this. */
  private static void addWhere(
      int count, float[] x, int xOffset, float[] taps, int at, float tap, float[] y, int yOffset) {
    int c = 0;
    for (; c < F.loopBound(count); c += LENGTH) {
      FloatVector sum = fromArray(F, y, yOffset + c);
      VectorMask<Float> here = fromArray(F, taps, at + c).compare(EQ, tap);
      sum.blend(sum.add(fromArray(F, x, xOffset + c)), here).intoArray(y, yOffset + c);
    }
    for (; c < count; c++) {
      if (taps[at + c] == tap) {
        y[yOffset + c] += x[xOffset + c];
      }
    }
  }

  /** y = the mean; lines are of y. */
  public static void average(
      Window window, boolean countPadding, Tensor x, Tensor y, int firstLine, int count) {
    Slide down = window.rows();
    Slide along = window.columns();
    int channels = y.cols();
    for (int line = firstLine; line < firstLine + count; line++) {
      int image = line / down.places();
      int top = line % down.places();
      for (int q = 0; q < along.places(); q++) {
        int to = y.row(line * along.places() + q);
        Arrays.fill(y.floats(), to, to + channels, 0f);
        for (int r = 0; r < down.kernel(); r++) {
          int i = down.element(top, r);
          if (i < 0 || i >= down.extent()) {
            continue;
          }
          for (int s = 0; s < along.kernel(); s++) {
            int j = along.element(q, s);
            if (j >= 0 && j < along.extent()) {
              int from = x.row((image * down.extent() + i) * along.extent() + j);
              add(channels, x.floats(), from, 1f, y.floats(), to);
            }
          }
        }
        divide(channels, divisor(window, countPadding, top, q), y.floats(), to);
      }
    }
  }

  private static void add(
      int count, float[] x, int xOffset, float divisor, float[] y, int yOffset) {
    int c = 0;
    for (; c < F.loopBound(count); c += LENGTH) {
      fromArray(F, y, yOffset + c)
          .add(fromArray(F, x, xOffset + c).div(divisor))
          .intoArray(y, yOffset + c);
    }
    for (; c < count; c++) {
      y[yOffset + c] += x[xOffset + c] / divisor;
    }
  }

  private static void divide(int count, float divisor, float[] y, int yOffset) {
    int c = 0;
    for (; c < F.loopBound(count); c += LENGTH) {
      fromArray(F, y, yOffset + c).div(divisor).intoArray(y, yOffset + c);
    }
    for (; c < count; c++) {
      y[yOffset + c] /= divisor;
    }
  }

  /** dX = sum of dY / divisor over the places that cover a pixel; lines are of dX. */
  public static void averageGradient(
      Window window, boolean countPadding, Tensor dY, Tensor dX, int firstLine, int count) {
    Slide down = window.rows();
    Slide along = window.columns();
    int channels = dX.cols();
    for (int line = firstLine; line < firstLine + count; line++) {
      int image = line / down.extent();
      for (int j = 0; j < along.extent(); j++) {
        int to = dX.row(line * along.extent() + j);
        Arrays.fill(dX.floats(), to, to + channels, 0f);
        for (int r = down.kernel() - 1; r >= 0; r--) {
          int p = down.place(line % down.extent(), r);
          if (p < 0 || p >= down.places()) {
            continue;
          }
          for (int s = along.kernel() - 1; s >= 0; s--) {
            int q = along.place(j, s);
            if (q >= 0 && q < along.places()) {
              int from = dY.row((image * down.places() + p) * along.places() + q);
              float divisor = divisor(window, countPadding, p, q);
              add(channels, dY.floats(), from, divisor, dX.floats(), to);
            }
          }
        }
      }
    }
  }

  private static int divisor(Window window, boolean countPadding, int p, int q) {
    return countPadding
        ? window.taps()
        : Math.max(1, inside(window.rows(), p) * inside(window.columns(), q));
  }

  /** Taps that are not padding. */
  private static int inside(Slide slide, int place) {
    int first = slide.element(place, 0);
    int last = slide.element(place, slide.kernel() - 1);
    if (first >= 0 && last < slide.extent()) {
      return slide.kernel();
    }
    int count = 0;
    for (int t = 0; t < slide.kernel(); t++) {
      int element = slide.element(place, t);
      count += element >= 0 && element < slide.extent() ? 1 : 0;
    }
    return count;
  }
}
