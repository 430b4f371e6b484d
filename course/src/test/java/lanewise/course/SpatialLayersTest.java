package lanewise.course;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Supplier;
import lanewise.check.GradientCheck;
import lanewise.kernel.Backend;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.loss.Targets;
import lanewise.nn.Graph;
import lanewise.nn.Initializers;
import lanewise.nn.Network;
import lanewise.optim.Adam;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import lanewise.train.Examples;
import lanewise.train.Trainer;
import lanewise.train.TrainingOptions;
import org.junit.jupiter.api.Test;

/** Layers of images against the figures of the course and against numeric gradients. */
class SpatialLayersTest {
  private static final Backend REFERENCE = Backend.reference();

  private final Cache cache = new Cache();

  private static Tensor normal(long seed, int... dims) {
    SeededRandom random = new SeededRandom(seed);
    Shape shape = Shape.of(dims);
    double[] values = new double[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian();
    }
    return Tensor.of(values, 0, shape);
  }

  /** The gradient of sum(y * dY) in x by central differences. */
  private static double[] numericGradient(Supplier<Tensor> y, Tensor x, Tensor dY) {
    double[] gradient = new double[x.size()];
    double step = 1e-5;
    for (int i = 0; i < gradient.length; i++) {
      double old = x.get(i);
      x.set(i, old + step);
      double above = dot(y.get(), dY);
      x.set(i, old - step);
      double below = dot(y.get(), dY);
      x.set(i, old);
      gradient[i] = (above - below) / (2 * step);
    }
    return gradient;
  }

  private static double dot(Tensor x, Tensor y) {
    double sum = 0;
    for (int i = 0; i < x.size(); i++) {
      sum += x.get(i) * y.get(i);
    }
    return sum;
  }

  @Test
  void convForwardNaive() {
    SpatialConv conv =
        new SpatialConv(
            Tensor.linspace(-0.2, 0.3, 3, 3, 4, 4), Tensor.linspace(-0.1, 0.2, 3), 2, 1);
    Tensor y = conv.forward(Tensor.linspace(-0.1, 0.5, 2, 3, 4, 4), cache);
    assertThat(y.shape()).isEqualTo(Shape.of(2, 3, 2, 2));
    assertThat(y.toDoubles())
        .containsExactly(
            new double[] {
              -0.08759809, -0.10987781, -0.18387192, -0.2109216, 0.21027089, 0.21661097,
              0.22847626, 0.23004637, 0.50813986, 0.54309974, 0.64082444, 0.67101435,
              -0.98053589, -1.03143541, -1.19128892, -1.24695841, 0.69108355, 0.66880383,
              0.59480972, 0.56776003, 2.36270298, 2.36904306, 2.38090835, 2.38247847
            },
            within(1e-7));
  }

  @Test
  void convBackwardNaive() {
    Tensor x = normal(231, 4, 3, 5, 5);
    Tensor w = normal(232, 2, 3, 3, 3);
    Tensor b = normal(233, 2);
    Tensor dOut = normal(234, 4, 2, 5, 5);
    SpatialConv conv = new SpatialConv(w, b, 1, 1);
    conv.forward(x, cache);
    double[] dX = conv.backward(dOut, cache).toDoubles();
    Supplier<Tensor> y = () -> conv.forward(x, new Cache());
    assertThat(dX).containsExactly(numericGradient(y, x, dOut), within(1e-8));
    assertThat(conv.dWeight().toDoubles())
        .containsExactly(numericGradient(y, w, dOut), within(1e-8));
    assertThat(conv.dBias().toDoubles()).containsExactly(numericGradient(y, b, dOut), within(1e-8));
  }

  @Test
  void maxPoolForwardAndBackwardNaive() {
    SpatialMaxPool pool = new SpatialMaxPool(2, 2, 2);
    Tensor y = pool.forward(Tensor.linspace(-0.3, 0.4, 2, 3, 4, 4), cache);
    assertThat(y.toDoubles())
        .containsExactly(
            new double[] {
              -0.26315789, -0.24842105, -0.20421053, -0.18947368, -0.14526316, -0.13052632,
              -0.08631579, -0.07157895, -0.02736842, -0.01263158, 0.03157895, 0.04631579,
              0.09052632, 0.10526316, 0.14947368, 0.16421053, 0.20842105, 0.22315789,
              0.26736842, 0.28210526, 0.32631579, 0.34105263, 0.38526316, 0.4
            },
            within(1e-8));
    Tensor x = normal(231, 3, 2, 8, 8);
    Tensor dOut = normal(232, 3, 2, 4, 4);
    pool.forward(x, cache);
    double[] dX = pool.backward(dOut, cache).toDoubles();
    assertThat(dX)
        .containsExactly(
            numericGradient(() -> pool.forward(x, new Cache()), x, dOut), within(1e-9));
  }

  @Test
  void errorsSayWhatFits() {
    SpatialConv conv = new SpatialConv(normal(1, 2, 3, 3, 3), normal(2, 2), 1, 0);
    assertThatThrownBy(() -> conv.forward(normal(3, 2, 4, 5, 5), cache))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "SpatialConv.forward: x (2, 4, 5, 5), expected (N, 3, height, width), as weight (2, 3,"
                + " 3, 3) has channels");
    assertThatThrownBy(() -> new SpatialMaxPool(2, 2, 2).forward(normal(3, 2, 4), cache))
        .hasMessage("SpatialMaxPool.forward: images (2, 4), expected (N, C, height, width)");
  }

  /** The checks of the course's notebook on ThreeLayerConvNet. */
  @Test
  void threeLayerConvNetStartsAtLogOfTenAndItsGradientsAreRight() {
    Graph graph = ConvNets.threeLayer(Shape.of(32, 32, 3), 10, 32, 7, 100);
    Network network = graph.build(REFERENCE, 1, Initializers.normal(1e-3));
    Tensor scores = network.forward(normal(5, 10, 32, 32, 3), network.inferenceWorkspace());
    SoftmaxLoss.Result loss = SoftmaxLoss.of(scores, new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    assertThat(loss.loss()).isCloseTo(Math.log(10), within(1e-3));

    Network small =
        ConvNets.threeLayer(Shape.of(16, 16, 3), 10, 3, 3, 7)
            .build(REFERENCE, 3, Initializers.normal(1e-1));
    GradientCheck.Report report =
        new GradientCheck(small, 1e-6, 1)
            .run(normal(6, 2, 16, 16, 3), new SoftmaxCrossEntropy(), Targets.Labels.of(3, 7));
    assertThat(report.maxRelativeError()).as(report.toString()).isLessThan(1e-4);
  }

  @Test
  void threeLayerConvNetOverfitsAHundredImages() {
    try (Backend backend = Backend.auto()) {
      Network network = ConvNets.threeLayer(Shape.of(16, 16, 3), 10, 8, 5, 50).build(backend, 2);
      int[] labels = new int[100];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = i % 10;
      }
      Tensor images = backend.tensor(Shape.of(100, 16, 16, 3), normal(7, 76800).toDoubles());
      Trainer trainer =
          Trainer.of(
                  network,
                  new SoftmaxCrossEntropy(),
                  Adam.of(1e-3),
                  Examples.of(images, Targets.Labels.of(labels)))
              .options(TrainingOptions.builder().epochs(40).batchSize(50).build())
              .build();
      double[] accuracies = trainer.run().history().trainAccuracies();
      assertThat(accuracies[accuracies.length - 1]).isGreaterThan(0.95);
    }
  }
}
