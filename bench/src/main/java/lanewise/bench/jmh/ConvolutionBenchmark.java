package lanewise.bench.jmh;

import java.util.concurrent.TimeUnit;
import lanewise.kernel.Activation;
import lanewise.kernel.ConvGeometry;
import lanewise.kernel.Slide;
import lanewise.kernel.Window;
import lanewise.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Convolutions of 3 by 3 with "same" padding, forward and backward; and max pooling of 2 by 2. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ConvolutionBenchmark extends OnBackend {
  private static final int IMAGES = 16;

  /** Height and width of the images, and how many channels they have, before and after. */
  @Param({"32x16", "16x32", "8x64", "56x64", "14x256"})
  public String layer = "32x16";

  /** Whether each channel has a kernel of its own. */
  @Param({"false", "true"})
  public boolean depthwise;

  private ConvGeometry geometry = new ConvGeometry(new Window(Slide.none(), Slide.none()), 1, 1, 1);
  private Window tiles = geometry.window();
  private Tensor x = numbers(1, 1, 1);
  private Tensor y = x;
  private Tensor weight = x;
  private Tensor bias = x;
  private Tensor dX = x;
  private Tensor dWeight = x;
  private Tensor pooled = x;
  private Tensor taps = x;

  /** Fills the operands. */
  @Setup
  public void fill() {
    String[] sizes = layer.split("x", -1);
    int side = Integer.parseInt(sizes[0]);
    int channels = Integer.parseInt(sizes[1]);
    Window window = new Window(Slide.same(side, 3, 1, 1), Slide.same(side, 3, 1, 1));
    geometry = new ConvGeometry(window, channels, channels, depthwise ? channels : 1);
    tiles = new Window(Slide.valid(side, 2, 2, 1), Slide.valid(side, 2, 2, 1));
    x = numbers(1, 1, IMAGES, side, side, channels);
    y = numbers(2, 1, IMAGES, side, side, channels);
    weight = numbers(3, 1, geometry.weights());
    bias = numbers(4, 1, channels);
    dX = on.zeros(IMAGES, side, side, channels);
    dWeight = on.zeros(geometry.weights());
    pooled = on.zeros(IMAGES, side / 2, side / 2, channels);
    taps = on.zeros(IMAGES, side / 2, side / 2, channels);
  }

  /** y = relu(x * weight + bias). */
  @Benchmark
  public Tensor forward() {
    on.convolutions().convolve(geometry, x, weight, bias, Activation.RELU, y);
    return y;
  }

  /** dX from dY. */
  @Benchmark
  public Tensor input() {
    on.convolutions().convolveInput(geometry, y, weight, 0, dX);
    return dX;
  }

  /** dWeight from dY and x. */
  @Benchmark
  public Tensor weight() {
    on.convolutions().convolveWeight(geometry, y, x, 0, dWeight);
    return dWeight;
  }

  /** The largest of 2 by 2. */
  @Benchmark
  public Tensor maxPool() {
    on.pools().maxPool(tiles, x, pooled, taps);
    return pooled;
  }
}
