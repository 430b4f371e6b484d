package lanewise.simd.image;

import static jdk.incubator.vector.FloatVector.fromArray;
import static lanewise.simd.Lanes.F;
import static lanewise.simd.Lanes.LENGTH;

import java.util.concurrent.ArrayBlockingQueue;
import jdk.incubator.vector.FloatVector;
import lanewise.kernel.ConvGeometry;
import lanewise.kernel.Window;
import lanewise.simd.gemm.RowEpilogue;
import lanewise.simd.gemm.Taps;
import lanewise.simd.parallel.ParallelTask;
import lanewise.simd.parallel.WorkerPool;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Depthwise convolutions: {@link lanewise.kernel.Convolutions} where each channel has a kernel of
 * its own. Vectors run along the channels, and four pixels side by side share the loads of a tap's
 * weights. The gradient of the image is the same loop over dY with other taps.
 *
 * <p>The forward pass and the gradient of the image are shared by lines of pixels, the gradient of
 * the weight by channels.
 */
public final class Depthwise {
  /** Pixels side by side. */
  private static final int PIXELS = 4;

  /** Taps whose weights gain side by side. */
  private static final int TAPS = 3;

  /** Channels of a share of the gradient of the weight. */
  private static final int SHARE = 16;

  /** Multiply-adds below which one thread does the work. */
  private static final long PARALLEL = 1 << 19;

  private static final float[] NONE = {};

  private final WorkerPool pool;
  private final ArrayBlockingQueue<Pass> passes = new ArrayBlockingQueue<>(64);

  public Depthwise(WorkerPool pool) {
    this.pool = pool;
  }

  /** y = f(x * weight + bias). */
  public void forward(
      ConvGeometry geometry,
      Tensor x,
      Tensor weight,
      @Nullable Tensor bias,
      @Nullable RowEpilogue epilogue,
      Tensor y) {
    Pass pass = borrow();
    pass.taps.forward(geometry.window());
    pass.read(x);
    pass.write(y, pass.taps.pixelsDown, pass.taps.pixelsAlong, 0f);
    pass.spread(geometry, weight);
    pass.bias = bias == null ? null : bias.floats();
    pass.biasOffset = bias == null ? 0 : bias.offset();
    pass.epilogue = epilogue;
    run(pass, y.rows() / pass.taps.pixelsAlong);
    giveBack(pass);
  }

  /** dX = beta dX + the gradient in x. */
  public void input(ConvGeometry geometry, Tensor dY, Tensor weight, float beta, Tensor dX) {
    Window window = geometry.window();
    int down = window.rows().stride();
    int along = window.columns().stride();
    Pass pass = borrow();
    int images = dX.rows() / window.pixels();
    for (int row = 0; row < Math.min(down, window.rows().extent()); row++) {
      for (int column = 0; column < Math.min(along, window.columns().extent()); column++) {
        pass.taps.gradient(window, row, column);
        pass.read(dY);
        pass.write(dX, window.rows().extent(), window.columns().extent(), beta);
        pass.place(row, down, column, along);
        pass.spread(geometry, weight);
        pass.bias = null;
        pass.epilogue = null;
        run(pass, images * pass.taps.pixelsDown);
      }
    }
    giveBack(pass);
  }

  /** dWeight = beta dWeight + the gradient in the weight. */
  public void weight(ConvGeometry geometry, Tensor dY, Tensor x, float beta, Tensor dWeight) {
    Pass pass = borrow();
    pass.taps.forward(geometry.window());
    pass.read(x);
    pass.write(dY, pass.taps.pixelsDown, pass.taps.pixelsAlong, 0f);
    pass.lines = dY.rows() / pass.taps.pixelsAlong;
    pass.reserve(geometry.weights());
    pass.dWeight = dWeight.floats();
    pass.dWeightOffset = dWeight.offset();
    pass.beta = beta;
    int shares = Math.ceilDiv(geometry.out(), SHARE);
    if (pool.threads() == 1 || (long) dY.size() * pass.taps.count() < PARALLEL) {
      pass.weights(0, geometry.out());
    } else {
      pool.run(shares, pass.weightShares);
    }
    giveBack(pass);
  }

  private void run(Pass pass, int lines) {
    pass.lines = lines;
    long work = (long) lines * pass.taps.pixelsAlong * pass.channels * pass.taps.count();
    int parts = work < PARALLEL ? 1 : Math.min(lines, pool.threads());
    pass.parts = Math.max(1, parts);
    if (parts <= 1) {
      pass.run(0);
    } else {
      pool.run(parts, pass);
    }
  }

  private Pass borrow() {
    Pass free = passes.poll();
    return free == null ? new Pass() : free;
  }

  private void giveBack(Pass pass) {
    pass.clear();
    passes.offer(pass);
  }

  /** One call's operands, and its buffers, which stay. */
  private static final class Pass implements ParallelTask {
    final Taps taps = new Taps();
    final ParallelTask weightShares = this::weightShare;

    private float[] x = NONE;
    private int xOffset;
    private int ldx;
    private int channels;
    private float[] weights = NONE;
    private float @Nullable [] bias;
    private int biasOffset;
    private @Nullable RowEpilogue epilogue;
    private float[] dWeight = NONE;
    private int dWeightOffset;

    private float[] y = NONE;
    private int yOffset;
    private int ldy;
    private int yHeight;
    private int yWidth;
    private int firstLine;
    private int lineStep;
    private int firstColumn;
    private int columnStep;
    private float beta;
    private int lines;
    private int parts;

    void read(Tensor images) {
      x = images.floats();
      xOffset = images.offset();
      ldx = images.ld();
      channels = images.cols();
    }

    void write(Tensor images, int height, int width, float factor) {
      y = images.floats();
      yOffset = images.offset();
      ldy = images.ld();
      yHeight = height;
      yWidth = width;
      beta = factor;
      place(0, 1, 0, 1);
    }

    void place(int row, int down, int column, int along) {
      firstLine = row;
      lineStep = down;
      firstColumn = column;
      columnStep = along;
    }

    void reserve(int size) {
      if (weights.length < size) {
        weights = new float[size];
      }
    }

    /** Lays the weights of the taps out tap after tap, a channel beside the next. */
    void spread(ConvGeometry geometry, Tensor weight) {
      reserve(geometry.weights());
      int kernelTaps = geometry.window().taps();
      int width = geometry.window().columns().kernel();
      int to = 0;
      for (int a = 0; a < taps.tapsDown; a++) {
        for (int b = 0; b < taps.tapsAlong; b++) {
          int from = weight.offset() + taps.kernelRow[a] * width + taps.kernelColumn[b];
          for (int c = 0; c < channels; c++) {
            weights[to + c] = weight.floats()[from + c * kernelTaps];
          }
          to += channels;
        }
      }
    }

    void clear() {
      x = NONE;
      y = NONE;
      dWeight = NONE;
      bias = null;
      epilogue = null;
    }

    @Override
    public void run(int part) {
      int end = (int) ((long) (part + 1) * lines / parts);
      for (int line = (int) ((long) part * lines / parts); line < end; line++) {
        line(line / taps.pixelsDown, line % taps.pixelsDown);
      }
    }

    private void line(int image, int p) {
      int q = 0;
      for (; q < taps.firstInside; q++) {
        pixel(image, p, q);
      }
      for (; q <= taps.endInside - PIXELS; q += PIXELS) {
        fourPixels(image, p, q);
      }
      for (; q < taps.pixelsAlong; q++) {
        pixel(image, p, q);
      }
      for (q = 0; q < taps.pixelsAlong; q++) {
        finish(at(image, p, q));
      }
    }

    /** Where a pixel of the result begins. */
    private int at(int image, int p, int q) {
      int i = image * yHeight + firstLine + p * lineStep;
      return yOffset + (i * yWidth + firstColumn + q * columnStep) * ldy;
    }

    private void finish(int at) {
      float[] addend = bias;
      if (addend != null) {
        int c = 0;
        for (; c < F.loopBound(channels); c += LENGTH) {
          fromArray(F, y, at + c).add(fromArray(F, addend, biasOffset + c)).intoArray(y, at + c);
        }
        for (; c < channels; c++) {
          y[at + c] += addend[biasOffset + c];
        }
      }
      RowEpilogue last = epilogue;
      if (last != null) {
        last.apply(channels, y, at);
      }
    }

    /** A pixel some of whose taps may be padding. */
    private void pixel(int image, int p, int q) {
      int full = F.loopBound(channels);
      int to = at(image, p, q);
      for (int c = 0; c < full; c += LENGTH) {
        FloatVector sum = beta == 0f ? FloatVector.zero(F) : fromArray(F, y, to + c).mul(beta);
        int w = c;
        for (int a = 0; a < taps.tapsDown; a++) {
          int i = p * taps.stepDown + taps.down[a];
          boolean inside = i >= 0 && i < taps.height;
          for (int b = 0; b < taps.tapsAlong; b++) {
            int j = q * taps.stepAlong + taps.along[b];
            FloatVector weight = fromArray(F, weights, w);
            if (inside && j >= 0 && j < taps.width) {
              int from = xOffset + ((image * taps.height + i) * taps.width + j) * ldx + c;
              sum = fromArray(F, x, from).fma(weight, sum);
            } else {
              sum = weight.fma(FloatVector.zero(F), sum);
            }
            w += channels;
          }
        }
        sum.intoArray(y, to + c);
      }
      for (int c = full; c < channels; c++) {
        y[to + c] = channel(image, p, q, c, beta == 0f ? 0f : beta * y[to + c]);
      }
    }

    private float channel(int image, int p, int q, int c, float start) {
      float sum = start;
      int w = c;
      for (int a = 0; a < taps.tapsDown; a++) {
        int i = p * taps.stepDown + taps.down[a];
        for (int b = 0; b < taps.tapsAlong; b++) {
          sum = Math.fma(element(image, i, q * taps.stepAlong + taps.along[b], c), weights[w], sum);
          w += channels;
        }
      }
      return sum;
    }

    /** An element of the image that is read, 0 outside. */
    private float element(int image, int i, int j, int c) {
      return i >= 0 && i < taps.height && j >= 0 && j < taps.width
          ? x[xOffset + ((image * taps.height + i) * taps.width + j) * ldx + c]
          : 0f;
    }

    /** Four pixels side by side, none of whose taps lies beside the image. */
    private void fourPixels(int image, int p, int q) {
      int full = F.loopBound(channels);
      int to = at(image, p, q);
      int next = columnStep * ldy;
      int step = taps.stepAlong * ldx;
      for (int c = 0; c < full; c += LENGTH) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = FloatVector.zero(F);
        FloatVector s2 = FloatVector.zero(F);
        FloatVector s3 = FloatVector.zero(F);
        if (beta != 0f) {
          s0 = fromArray(F, y, to + c).mul(beta);
          s1 = fromArray(F, y, to + c + next).mul(beta);
          s2 = fromArray(F, y, to + c + 2 * next).mul(beta);
          s3 = fromArray(F, y, to + c + 3 * next).mul(beta);
        }
        int w = c;
        for (int a = 0; a < taps.tapsDown; a++) {
          int i = p * taps.stepDown + taps.down[a];
          if (i < 0 || i >= taps.height) {
            for (int b = 0; b < taps.tapsAlong; b++) {
              FloatVector none = fromArray(F, weights, w).mul(0f);
              s0 = s0.add(none);
              s1 = s1.add(none);
              s2 = s2.add(none);
              s3 = s3.add(none);
              w += channels;
            }
          } else {
            int line =
                xOffset + ((image * taps.height + i) * taps.width + q * taps.stepAlong) * ldx;
            for (int b = 0; b < taps.tapsAlong; b++) {
              int from = line + taps.along[b] * ldx + c;
              FloatVector weight = fromArray(F, weights, w);
              s0 = fromArray(F, x, from).fma(weight, s0);
              s1 = fromArray(F, x, from + step).fma(weight, s1);
              s2 = fromArray(F, x, from + 2 * step).fma(weight, s2);
              s3 = fromArray(F, x, from + 3 * step).fma(weight, s3);
              w += channels;
            }
          }
        }
        s0.intoArray(y, to + c);
        s1.intoArray(y, to + c + next);
        s2.intoArray(y, to + c + 2 * next);
        s3.intoArray(y, to + c + 3 * next);
      }
      for (int k = 0; k < PIXELS && full < channels; k++) {
        for (int c = full; c < channels; c++) {
          int at = to + k * next + c;
          y[at] = channel(image, p, q + k, c, beta == 0f ? 0f : beta * y[at]);
        }
      }
    }

    // ------------------------------------------------------------ the gradient of the weight

    private void weightShare(int share) {
      int first = share * SHARE;
      weights(first, Math.min(SHARE, channels - first));
    }

    /** The gradient of the weights of some channels; y is dY here, x the image. */
    private void weights(int first, int count) {
      int kernel = taps.count();
      for (int c = first; c < first + count; c++) {
        for (int t = 0; t < kernel; t++) {
          int at = dWeightOffset + c * kernel + t;
          weights[t * channels + c] = beta == 0f ? 0f : beta * dWeight[at];
        }
      }
      int full = first + F.loopBound(count);
      for (int line = 0; line < lines; line++) {
        int image = line / taps.pixelsDown;
        int p = line % taps.pixelsDown;
        for (int c = first; c < full; c += LENGTH) {
          addLine(image, p, c);
        }
        for (int c = full; c < first + count; c++) {
          addChannel(image, p, c);
        }
      }
      for (int c = first; c < first + count; c++) {
        for (int t = 0; t < kernel; t++) {
          dWeight[dWeightOffset + c * kernel + t] = weights[t * channels + c];
        }
      }
    }

    private void addChannel(int image, int p, int c) {
      for (int a = 0; a < taps.tapsDown; a++) {
        int i = p * taps.stepDown + taps.down[a];
        for (int b = 0; b < taps.tapsAlong; b++) {
          int w = (a * taps.tapsAlong + b) * channels + c;
          float sum = weights[w];
          for (int q = 0; q < taps.pixelsAlong; q++) {
            float value = element(image, i, q * taps.stepAlong + taps.along[b], c);
            sum = Math.fma(value, y[at(image, p, q) + c], sum);
          }
          weights[w] = sum;
        }
      }
    }

    private void addLine(int image, int p, int c) {
      for (int a = 0; a < taps.tapsDown; a++) {
        int i = p * taps.stepDown + taps.down[a];
        int w = a * taps.tapsAlong * channels + c;
        boolean outside = i < 0 || i >= taps.height;
        int b = 0;
        for (; !outside && b <= taps.tapsAlong - TAPS; b += TAPS) {
          threeTaps(image, p, i, b, w + b * channels, c);
        }
        for (; b < taps.tapsAlong; b++) {
          oneTap(image, p, outside ? -1 : i, b, w + b * channels, c);
        }
      }
    }

    /** What a line of dY gives to three taps side by side, of which none lies above or below. */
    private void threeTaps(int image, int p, int i, int b, int w, int c) {
      FloatVector s0 = fromArray(F, weights, w);
      FloatVector s1 = fromArray(F, weights, w + channels);
      FloatVector s2 = fromArray(F, weights, w + 2 * channels);
      int d = at(image, p, 0) + c;
      int line = xOffset + (image * taps.height + i) * taps.width * ldx + c;
      int j0 = taps.along[b];
      int j1 = taps.along[b + 1];
      int j2 = taps.along[b + 2];
      for (int q = 0; q < taps.pixelsAlong; q++) {
        FloatVector gradient = fromArray(F, y, d);
        boolean inside = q >= taps.firstInside && q < taps.endInside;
        if (inside || (j0 >= 0 && j0 < taps.width)) {
          s0 = fromArray(F, x, line + j0 * ldx).fma(gradient, s0);
        } else {
          s0 = gradient.fma(FloatVector.zero(F), s0);
        }
        if (inside || (j1 >= 0 && j1 < taps.width)) {
          s1 = fromArray(F, x, line + j1 * ldx).fma(gradient, s1);
        } else {
          s1 = gradient.fma(FloatVector.zero(F), s1);
        }
        if (inside || (j2 >= 0 && j2 < taps.width)) {
          s2 = fromArray(F, x, line + j2 * ldx).fma(gradient, s2);
        } else {
          s2 = gradient.fma(FloatVector.zero(F), s2);
        }
        d += ldy;
        j0 += taps.stepAlong;
        j1 += taps.stepAlong;
        j2 += taps.stepAlong;
      }
      s0.intoArray(weights, w);
      s1.intoArray(weights, w + channels);
      s2.intoArray(weights, w + 2 * channels);
    }

    /** What a line of dY gives to one tap; a line of -1 is padding. */
    private void oneTap(int image, int p, int i, int b, int w, int c) {
      FloatVector sum = fromArray(F, weights, w);
      int d = at(image, p, 0) + c;
      int line = xOffset + (image * taps.height + i) * taps.width * ldx + c;
      int j = taps.along[b];
      for (int q = 0; q < taps.pixelsAlong; q++) {
        FloatVector gradient = fromArray(F, y, d);
        if (i >= 0 && j >= 0 && j < taps.width) {
          sum = fromArray(F, x, line + j * ldx).fma(gradient, sum);
        } else {
          sum = gradient.fma(FloatVector.zero(F), sum);
        }
        d += ldy;
        j += taps.stepAlong;
      }
      sum.intoArray(weights, w);
    }
  }
}
