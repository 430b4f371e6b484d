package lanewise.examples;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import lanewise.course.FullyConnectedNet;
import lanewise.course.Solver;
import lanewise.data.Dataset;
import lanewise.data.Normalizer;
import lanewise.data.Split;
import lanewise.io.dataset.Datasets;
import lanewise.io.dataset.LoadedData;
import lanewise.kernel.Backend;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.nn.Initializers;
import lanewise.train.Examples;
import org.jspecify.annotations.Nullable;

/**
 * Two exercises of CS231n's assignment 2 with the options of its Solver: a net of three layers that
 * learns 50 images by heart, and a net of two layers that learns from all of them.
 *
 * <p>The argument of {@link #main} is a folder with CIFAR-10.
 */
public final class SolverExercises {
  private SolverExercises() {}

  /** Runs both on CIFAR-10. */
  public static void main(String[] args) {
    LoadedData loaded = Datasets.load("cifar10", Path.of(args[0]));
    Split split = loaded.officialSplit().orElseThrow().take(49_000, 1000, 1000, 0);
    Dataset data = loaded.data();
    data.normalize(Normalizer.fit("mean-image", data.subset(split.train())));
    Dataset train = data.subset(split.train());
    Dataset validation = data.subset(split.val());
    try (Backend backend = Backend.auto()) {
      Solver fifty = overfitFifty(train, validation, backend, 3e-3, 2e-2);
      fifty.train();
      double[] accuracies = fifty.trainAccHistory();
      System.out.println("50 images: training accuracy " + accuracies[accuracies.length - 1]);

      Solver wide = twoLayerNet(train, validation, backend, 1e-3, 1e-3);
      wide.train();
      System.out.println("200 units: best validation accuracy " + wide.bestValAcc());
    }
  }

  /**
   * {affine - relu} x 2 - affine - softmax with [100, 100] units on the first 50 rows, which 20
   * epochs of two batches each should bring to a training accuracy of 1.
   *
   * @param weightScale the standard deviation of the first weights
   */
  public static Solver overfitFifty(
      Dataset train, Dataset validation, Backend backend, double rate, double weightScale) {
    int[] first = new int[50];
    for (int row = 0; row < first.length; row++) {
      first[row] = row;
    }
    Map<String, @Nullable Object> options = new HashMap<>();
    options.put("update_rule", "sgd");
    options.put("optim_config", Map.of("learning_rate", rate));
    options.put("batch_size", 25);
    options.put("num_epochs", 20);
    options.put("num_train_samples", null);
    return Solver.of(
            FullyConnectedNet.of(train.example(), train.classNames().size(), 100, 100)
                .initializer(Initializers.normal(weightScale))
                .build(backend, 0),
            new SoftmaxCrossEntropy(),
            Examples.of(train.subset(first)),
            Examples.of(validation),
            options)
        .printTo(System.out::println)
        .build();
  }

  /**
   * affine - relu - affine - softmax with 200 units, 5 epochs of batches of 100.
   *
   * @param weightScale the standard deviation of the first weights
   */
  public static Solver twoLayerNet(
      Dataset train, Dataset validation, Backend backend, double rate, double weightScale) {
    Map<String, Object> options =
        Map.of(
            "update_rule",
            "sgd",
            "optim_config",
            Map.of("learning_rate", rate),
            "lr_decay",
            0.95,
            "batch_size",
            100,
            "num_epochs",
            5,
            "print_every",
            490);
    return Solver.of(
            FullyConnectedNet.of(train.example(), train.classNames().size(), 200)
                .initializer(Initializers.normal(weightScale))
                .build(backend, 0),
            new SoftmaxCrossEntropy(),
            Examples.of(train),
            Examples.of(validation),
            options)
        .printTo(System.out::println)
        .build();
  }
}
