package lanewise.examples;

import lanewise.course.FullyConnectedNet;
import lanewise.kernel.Backend;
import lanewise.loss.MeanSquaredError;
import lanewise.loss.Targets;
import lanewise.model.Predictor;
import lanewise.nn.Network;
import lanewise.optim.Adam;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.train.Evaluator;
import lanewise.train.Examples;
import lanewise.train.Metrics;
import lanewise.train.Trainer;
import lanewise.train.TrainingOptions;

/** A network that predicts a value, not a class: one output, trained by its squared error. */
final class Regression {
  private Regression() {}

  static Network train(Backend backend, Examples houses) {
    Network network = FullyConnectedNet.of(houses.example(), 1, 16).build(backend, 42);
    var options = TrainingOptions.builder().epochs(60).batchSize(20).build();
    Trainer.of(network, new MeanSquaredError(), Adam.of(0.01), houses)
        .options(options)
        .build()
        .run();
    return network;
  }

  public static void main(String[] args) {
    try (Backend backend = Backend.auto()) {
      Examples houses = Examples.of(areaAndAge(backend), new Targets.Values(price(backend)));
      Network network = train(backend, houses);
      Metrics metrics = new Evaluator(network, new MeanSquaredError()).evaluate(houses);
      System.out.printf("R2 %.3f, off by %.3f%n", metrics.r2(), metrics.meanAbsoluteError());
      System.out.println(new Predictor(network).scoresOf(0.5f, -0.5f)[0]);
    }
  }

  /** Of 400 houses, on a common scale. */
  static Tensor areaAndAge(Backend backend) {
    Tensor x = backend.zeros(400, 2);
    SeededRandom random = new SeededRandom(1);
    for (int i = 0; i < x.size(); i++) {
      x.set(i, random.nextGaussian());
    }
    return x;
  }

  /** 2 area - age + 3, in some currency. */
  static Tensor price(Backend backend) {
    Tensor x = areaAndAge(backend);
    Tensor y = backend.zeros(Shape.of(400, 1));
    for (int row = 0; row < 400; row++) {
      y.set(row, 2 * x.get(2 * row) - x.get(2 * row + 1) + 3);
    }
    return y;
  }
}
