package lanewise.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.kernel.Activation;
import lanewise.kernel.ConvGeometry;
import lanewise.kernel.ReferenceKernels;
import lanewise.kernel.Slide;
import lanewise.kernel.Window;

/** Convolutions and pools. */
final class ImageOperations {
  private ImageOperations() {}

  /** A few sizes of every form: what a backend is compared by. */
  static List<Operation> all(long seed) {
    Fill fill = new Fill(seed);
    List<Operation> all = new ArrayList<>();
    for (ConvGeometry geometry : geometries()) {
      all.addAll(convolutions(geometry, 2, fill));
    }
    for (Window window : windows()) {
      all.addAll(pools(window, 2, 19, fill));
      all.addAll(pools(window, 1, 3, fill));
    }
    return all;
  }

  /** One small size of every form. */
  static List<Operation> few(long seed) {
    Fill fill = new Fill(seed);
    List<Operation> few = new ArrayList<>();
    for (ConvGeometry geometry : geometries()) {
      if (geometry.weights() < 400) {
        few.addAll(convolutions(geometry, 1, fill));
      }
    }
    for (Window window : windows()) {
      few.addAll(pools(window, 1, 3, fill));
      few.addAll(pools(window, 1, 17, fill));
    }
    return few;
  }

  /** Sizes that are worth more than one thread. */
  static List<Operation> large(long seed) {
    Fill fill = new Fill(seed);
    List<Operation> large = new ArrayList<>();
    Window three = new Window(Slide.same(16, 3, 1, 1), Slide.same(15, 3, 1, 1));
    Window strided = new Window(Slide.same(32, 3, 2, 1), Slide.same(31, 3, 2, 1));
    for (ConvGeometry geometry :
        List.of(
            new ConvGeometry(three, 16, 16, 1),
            new ConvGeometry(three, 65, 70, 1),
            new ConvGeometry(strided, 3, 40, 1),
            new ConvGeometry(strided, 32, 48, 2),
            new ConvGeometry(three, 80, 80, 80),
            new ConvGeometry(strided, 33, 33, 33))) {
      large.addAll(convolutions(geometry, 7, fill));
    }
    large.addAll(pools(strided, 7, 33, fill));
    return large;
  }

  /** Kernels, strides, dilations, paddings, groups, and channels that do not fill vectors. */
  static List<ConvGeometry> geometries() {
    Slide flat = Slide.none();
    Window three = new Window(Slide.same(6, 3, 1, 1), Slide.same(7, 3, 1, 1));
    Window strided = new Window(new Slide(9, 3, 2, 1, 1, 1), new Slide(8, 3, 2, 1, 1, 1));
    Window odd = new Window(new Slide(7, 3, 3, 2, 4, 3), new Slide(8, 2, 1, 2, 0, 1));
    Window point = new Window(Slide.valid(5, 1, 1, 1), Slide.valid(4, 1, 1, 1));
    Window pointStrided = new Window(Slide.valid(5, 1, 2, 1), Slide.valid(4, 1, 3, 1));
    Window signal = new Window(flat, Slide.same(37, 5, 1, 2));
    Window wide = new Window(Slide.valid(7, 7, 1, 1), new Slide(19, 7, 2, 1, 6, 6));
    return List.of(
        new ConvGeometry(three, 1, 1, 1),
        new ConvGeometry(three, 3, 17, 1),
        new ConvGeometry(three, 16, 16, 1),
        new ConvGeometry(three, 40, 35, 1),
        new ConvGeometry(three, 12, 8, 4),
        new ConvGeometry(three, 19, 19, 19),
        new ConvGeometry(three, 4, 8, 4),
        new ConvGeometry(strided, 5, 33, 1),
        new ConvGeometry(strided, 37, 37, 37),
        new ConvGeometry(odd, 7, 9, 1),
        new ConvGeometry(odd, 6, 4, 2),
        new ConvGeometry(odd, 16, 16, 16),
        new ConvGeometry(point, 20, 18, 1),
        new ConvGeometry(point, 20, 10, 5),
        new ConvGeometry(pointStrided, 17, 20, 1),
        new ConvGeometry(signal, 6, 10, 1),
        new ConvGeometry(wide, 3, 32, 1));
  }

  static List<Window> windows() {
    return List.of(
        new Window(Slide.valid(6, 2, 2, 1), Slide.valid(7, 2, 2, 1)),
        new Window(new Slide(7, 3, 2, 1, 1, 1), new Slide(6, 3, 2, 1, 1, 1)),
        new Window(new Slide(5, 3, 1, 2, 2, 3), new Slide(6, 2, 3, 1, 0, 2)),
        new Window(Slide.none(), Slide.valid(9, 3, 1, 1)),
        new Window(Slide.valid(4, 4, 1, 1), Slide.valid(5, 5, 1, 1)));
  }

  /** Forward and both gradients, overwriting and adding. */
  static List<Operation> convolutions(ConvGeometry geometry, int images, Fill fill) {
    int pixels = images * geometry.window().pixels();
    int places = images * geometry.window().places();
    double[] x = fill.normal(pixels * geometry.in());
    double[] w = fill.normal(geometry.weights(), 0, 1 / Math.sqrt(geometry.steps()));
    double[] bias = fill.normal(geometry.out());
    double[] dY = fill.normal(places * geometry.out());
    return List.of(
        convolve(geometry, Activation.IDENTITY, false, images, x, w, bias),
        convolve(geometry, Activation.RELU, true, images, x, w, bias),
        convolveInput(geometry, images, dY, w, 0, fill.normal(x.length)),
        convolveInput(geometry, images, dY, w, 1.3, fill.normal(x.length)),
        convolveWeight(geometry, images, dY, x, 0, fill.normal(w.length)),
        convolveWeight(geometry, images, dY, x, 1, fill.normal(w.length)));
  }

  static Operation convolve(
      ConvGeometry geometry,
      Activation f,
      boolean withBias,
      int images,
      double[] x,
      double[] w,
      double[] bias) {
    int pixels = images * geometry.window().pixels();
    int places = images * geometry.window().places();
    Block sizes = image(places, geometry.out());
    new ReferenceKernels()
        .convolutions()
        .convolve(
            geometry,
            image(pixels, geometry.in(), x).tensor(),
            image(1, w.length, w).tensor(),
            withBias ? image(1, bias.length, bias).tensor() : null,
            Activation.IDENTITY,
            sizes.tensor());
    Operation operation =
        new Operation("convolve " + f + (withBias ? " with bias " : " ") + text(geometry))
            .wholeMatrix("x", pixels, geometry.in(), x)
            .vector("weight", w);
    if (withBias) {
      operation.vector("bias", bias);
    }
    int last = withBias ? 3 : 2;
    return operation
        .matrixOut(
            "y",
            places,
            geometry.out(),
            (u, i, j, want) ->
                Tolerance.slope(f) * Tolerance.product(u, geometry.steps() + 1, sizes.get(i, j))
                    + Tolerance.smallest(u))
        .call(
            (kernels, o) ->
                kernels
                    .convolutions()
                    .convolve(
                        geometry,
                        o[0].tensor(),
                        o[1].tensor(),
                        withBias ? o[2].tensor() : null,
                        f,
                        o[last].tensor()));
  }

  static Operation convolveInput(
      ConvGeometry geometry, int images, double[] dY, double[] w, double beta, double[] dX) {
    int pixels = images * geometry.window().pixels();
    int places = images * geometry.window().places();
    Block sizes = image(pixels, geometry.in(), dX);
    new ReferenceKernels()
        .convolutions()
        .convolveInput(
            geometry,
            image(places, geometry.out(), dY).tensor(),
            image(1, w.length, w).tensor(),
            beta,
            sizes.tensor());
    int steps = geometry.window().taps() * geometry.groupOut();
    return new Operation("convolveInput" + (beta == 0 ? " " : " beta ") + text(geometry))
        .wholeMatrix("dY", places, geometry.out(), dY)
        .vector("weight", w)
        .matrixUpdate(
            "dX",
            pixels,
            geometry.in(),
            beta == 0 ? notANumber(dX.length) : dX,
            (u, i, j, want) -> bound(u, steps, sizes.get(i, j)))
        .call(
            (kernels, o) ->
                kernels
                    .convolutions()
                    .convolveInput(geometry, o[0].tensor(), o[1].tensor(), beta, o[2].tensor()));
  }

  static Operation convolveWeight(
      ConvGeometry geometry, int images, double[] dY, double[] x, double beta, double[] dW) {
    int pixels = images * geometry.window().pixels();
    int places = images * geometry.window().places();
    Block sizes = image(1, dW.length, dW);
    new ReferenceKernels()
        .convolutions()
        .convolveWeight(
            geometry,
            image(places, geometry.out(), dY).tensor(),
            image(pixels, geometry.in(), x).tensor(),
            beta,
            sizes.tensor());
    return new Operation("convolveWeight" + (beta == 0 ? " " : " beta ") + text(geometry))
        .wholeMatrix("dY", places, geometry.out(), dY)
        .wholeMatrix("x", pixels, geometry.in(), x)
        .update(
            "dWeight",
            beta == 0 ? notANumber(dW.length) : dW,
            (u, i, j, want) -> bound(u, places, sizes.get(i, j)))
        .call(
            (kernels, o) ->
                kernels
                    .convolutions()
                    .convolveWeight(geometry, o[0].tensor(), o[1].tensor(), beta, o[2].tensor()));
  }

  static List<Operation> pools(Window window, int images, int channels, Fill fill) {
    int pixels = images * window.pixels();
    int places = images * window.places();
    double[] x = fill.lattice(pixels * channels, 6, 0.5);
    double[] numbers = fill.normal(pixels * channels);
    double[] dY = fill.normal(places * channels);
    double[] taps = new double[places * channels];
    for (int i = 0; i < taps.length; i++) {
      taps[i] = i % window.taps();
    }
    List<Operation> all = new ArrayList<>();
    all.add(
        new Operation("maxPool " + text(window))
            .wholeMatrix("x", pixels, channels, x)
            .matrixOut("y", places, channels, (u, i, j, want) -> Tolerance.exact())
            .placesOut("taps", places, channels)
            .call(
                (kernels, o) ->
                    kernels.pools().maxPool(window, o[0].tensor(), o[1].tensor(), o[2].tensor())));
    double[] magnitudes = Arrays.stream(dY).map(Math::abs).toArray();
    Block gathered = image(pixels, channels);
    new ReferenceKernels()
        .pools()
        .maxPoolGradient(
            window,
            image(places, channels, magnitudes).tensor(),
            image(places, channels, taps).tensor(),
            gathered.tensor());
    all.add(
        new Operation("maxPoolGradient " + text(window))
            .wholeMatrix("dY", places, channels, dY)
            .wholePlaces("taps", places, channels, taps)
            .matrixOut(
                "dX",
                pixels,
                channels,
                (u, i, j, want) -> bound(u, window.taps(), gathered.get(i, j)))
            .call(
                (kernels, o) ->
                    kernels
                        .pools()
                        .maxPoolGradient(window, o[0].tensor(), o[1].tensor(), o[2].tensor())));
    for (boolean countPadding : new boolean[] {false, true}) {
      all.add(averagePool(window, countPadding, places, channels, numbers));
      all.add(averagePoolGradient(window, countPadding, pixels, channels, dY));
    }
    return all;
  }

  private static Operation averagePool(
      Window window, boolean countPadding, int places, int channels, double[] x) {
    Block sizes = image(places, channels);
    int pixels = x.length / channels;
    double[] magnitudes = Arrays.stream(x).map(Math::abs).toArray();
    new ReferenceKernels()
        .pools()
        .averagePool(
            window, countPadding, image(pixels, channels, magnitudes).tensor(), sizes.tensor());
    return new Operation("averagePool " + (countPadding ? "padded " : "") + text(window))
        .wholeMatrix("x", pixels, channels, x)
        .matrixOut(
            "y", places, channels, (u, i, j, want) -> bound(u, window.taps(), sizes.get(i, j)))
        .call(
            (kernels, o) ->
                kernels.pools().averagePool(window, countPadding, o[0].tensor(), o[1].tensor()));
  }

  private static Operation averagePoolGradient(
      Window window, boolean countPadding, int pixels, int channels, double[] dY) {
    Block sizes = image(pixels, channels);
    int places = dY.length / channels;
    double[] magnitudes = Arrays.stream(dY).map(Math::abs).toArray();
    new ReferenceKernels()
        .pools()
        .averagePoolGradient(
            window, countPadding, image(places, channels, magnitudes).tensor(), sizes.tensor());
    return new Operation("averagePoolGradient " + (countPadding ? "padded " : "") + text(window))
        .wholeMatrix("dY", places, channels, dY)
        .matrixOut(
            "dX", pixels, channels, (u, i, j, want) -> bound(u, window.taps(), sizes.get(i, j)))
        .call(
            (kernels, o) ->
                kernels
                    .pools()
                    .averagePoolGradient(window, countPadding, o[0].tensor(), o[1].tensor()));
  }

  private static double bound(double u, int steps, double size) {
    return Tolerance.product(u, steps + 1, size) + Tolerance.smallest(u);
  }

  private static Block image(int rows, int cols, double... values) {
    Block block = Block.allocate(ElementType.FLOAT64, Block.Layout.TIGHT, 0, rows, cols);
    return values.length == 0 ? block : block.fill(Arrays.stream(values).map(Math::abs).toArray());
  }

  private static double[] notANumber(int count) {
    double[] values = new double[count];
    Arrays.fill(values, Double.NaN);
    return values;
  }

  private static String text(ConvGeometry geometry) {
    return text(geometry.window())
        + " "
        + geometry.in()
        + "->"
        + geometry.out()
        + (geometry.groups() == 1 ? "" : " groups " + geometry.groups());
  }

  private static String text(Window window) {
    return text(window.rows()) + " by " + text(window.columns());
  }

  private static String text(Slide slide) {
    return slide.kernel()
        + "/"
        + slide.extent()
        + (slide.stride() == 1 ? "" : "s" + slide.stride())
        + (slide.dilation() == 1 ? "" : "d" + slide.dilation())
        + (slide.before() + slide.after() == 0 ? "" : "p" + slide.before() + "+" + slide.after());
  }
}
