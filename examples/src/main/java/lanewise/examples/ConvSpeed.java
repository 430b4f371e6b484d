package lanewise.examples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import lanewise.kernel.Activation;
import lanewise.kernel.Backend;
import lanewise.kernel.ConvGeometry;
import lanewise.kernel.Slide;
import lanewise.kernel.Transpose;
import lanewise.kernel.Window;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * GFLOP/s of convolutions, forward with bias and ReLU and both gradients, beside those of a product
 * of 1024 by 1024 by 1024: {@code ConvSpeed [THREADS [ROUNDS]]}. docs/python/conv_torch.py prints
 * the same of PyTorch.
 */
final class ConvSpeed {
  private static final int SIDE = 1024;

  /** Operations that a turn takes, at least. */
  private static final double TURN = 1e9;

  /** Images, height, channels, filters, kernel, stride. */
  private static final int[][] LAYERS = {
    {128, 32, 3, 16, 3, 1},
    {128, 32, 16, 16, 3, 1},
    {128, 32, 16, 32, 3, 2},
    {128, 16, 32, 32, 3, 1},
    {128, 8, 64, 64, 3, 1},
    {8, 56, 64, 64, 3, 1},
    {8, 28, 128, 128, 3, 1},
    {8, 14, 256, 256, 3, 1},
    {8, 7, 512, 512, 3, 1},
    {8, 56, 64, 256, 1, 1},
    {128, 28, 1, 32, 3, 1},
    {128, 13, 32, 64, 3, 1}
  };

  private static final class Timed {
    private final String name;
    private final double operations;
    private final Runnable call;
    private final double[] speeds;

    Timed(String name, double operations, Runnable call, int rounds) {
      this.name = name;
      this.operations = operations;
      this.call = call;
      this.speeds = new double[rounds];
    }

    void turn(int round) {
      int calls = (int) Math.ceil(TURN / operations);
      long start = System.nanoTime();
      for (int i = 0; i < calls; i++) {
        call.run();
      }
      speeds[round] = operations * calls / (System.nanoTime() - start);
    }

    /** The median of the rounds but for the first third, in which the JIT is at work. */
    double median() {
      double[] warm = Arrays.copyOfRange(speeds, speeds.length / 3, speeds.length);
      Arrays.sort(warm);
      return warm[warm.length / 2];
    }
  }

  private final Backend backend;
  private final int rounds;
  private final List<Timed> timed = new ArrayList<>();
  private final SeededRandom random = new SeededRandom(1);

  private ConvSpeed(Backend backend, int rounds) {
    this.backend = backend;
    this.rounds = rounds;
  }

  static void main(String[] args) {
    int threads = args.length > 0 ? Integer.parseInt(args[0]) : 1;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 15;
    try (Backend backend = Backend.vector(threads)) {
      new ConvSpeed(backend, rounds).run();
    }
  }

  private Tensor numbers(int... dims) {
    Tensor numbers = backend.zeros(Shape.of(dims));
    for (int i = 0; i < numbers.size(); i++) {
      numbers.set(i, random.nextGaussian());
    }
    return numbers;
  }

  private void run() {
    Tensor a = numbers(SIDE, SIDE);
    Tensor b = numbers(SIDE, SIDE);
    Tensor c = numbers(SIDE, SIDE);
    time(
        "product",
        2.0 * SIDE * SIDE * SIDE,
        () -> backend.products().gemm(1, Transpose.NO, a, Transpose.NO, b, 0, c));
    for (int[] layer : LAYERS) {
      plan(layer);
    }
    for (int round = 0; round < rounds; round++) {
      for (Timed each : timed) {
        each.turn(round);
      }
    }
    double product = timed.get(0).median();
    for (Timed each : timed) {
      double speed = each.median();
      System.out.printf(
          Locale.ROOT, "%-34s %6.1f GFLOP/s  %.2f%n", each.name, speed, speed / product);
    }
  }

  private void plan(int[] layer) {
    int images = layer[0];
    int kernel = layer[4];
    Slide slide = new Slide(layer[1], kernel, layer[5], 1, kernel / 2, kernel / 2);
    ConvGeometry geometry = new ConvGeometry(new Window(slide, slide), layer[2], layer[3], 1);
    int places = images * geometry.window().places();
    Tensor x = numbers(images * geometry.window().pixels(), geometry.in());
    Tensor y = numbers(places, geometry.out());
    Tensor dX = numbers(x.rows(), x.cols());
    Tensor weight = numbers(geometry.weights());
    Tensor dWeight = numbers(geometry.weights());
    Tensor bias = numbers(geometry.out());
    double operations = 2.0 * places * geometry.out() * geometry.steps();
    String name =
        "%d x %d, %d -> %d, %dx%d%s"
            .formatted(
                images,
                layer[1],
                layer[2],
                layer[3],
                kernel,
                kernel,
                layer[5] == 1 ? "" : " stride " + layer[5]);
    time(
        name + " forward",
        operations,
        () -> backend.convolutions().convolve(geometry, x, weight, bias, Activation.RELU, y));
    time(
        name + " image",
        operations,
        () -> backend.convolutions().convolveInput(geometry, y, weight, 0, dX));
    time(
        name + " weight",
        operations,
        () -> backend.convolutions().convolveWeight(geometry, y, x, 0, dWeight));
  }

  private void time(String name, double operations, Runnable call) {
    timed.add(new Timed(name, operations, call, rounds));
  }
}
