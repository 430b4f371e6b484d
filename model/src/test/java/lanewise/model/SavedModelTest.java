package lanewise.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import lanewise.data.DataException;
import lanewise.data.Normalizer;
import lanewise.io.DataFormatException;
import lanewise.kernel.Backend;
import lanewise.loss.BinaryCrossEntropy;
import lanewise.loss.Link;
import lanewise.loss.Loss;
import lanewise.loss.LossNames;
import lanewise.loss.MeanSquaredError;
import lanewise.loss.NoAnswerException;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.loss.SvmHinge;
import lanewise.loss.Targets;
import lanewise.nn.Dense;
import lanewise.nn.Initializers;
import lanewise.nn.Network;
import lanewise.nn.Workspace;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import lanewise.train.Examples;
import lanewise.train.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SavedModelTest {
  @TempDir Path folder;
  private final Backend backend = Backend.create("scalar", 1);

  @AfterEach
  void close() {
    backend.close();
  }

  /** Output c of a row (a, b) is (c + 1) a - b. */
  private Network network(int outputs) {
    Network network =
        Network.of(backend, Shape.of(2), 1, new Dense("fc1", 2, outputs, Initializers.zeros()));
    Tensor weights = network.parameterSet().get("fc1.weight").value();
    for (int in = 0; in < 2; in++) {
      for (int out = 0; out < outputs; out++) {
        int at = weights.shape().dim(0) == 2 ? in * outputs + out : out * 2 + in;
        weights.set(at, in == 0 ? out + 1 : -1);
      }
    }
    return network;
  }

  private static ModelFile.Provenance provenance() {
    return ModelFile.Provenance.of(1, "made", Optional.empty());
  }

  private static List<String> names(int count) {
    return List.of("a", "b", "c").subList(0, count);
  }

  private ModelFile saved(int outputs, Loss loss, int classNames) {
    Path file = folder.resolve("model.safetensors");
    SavedModel.of(network(outputs), loss, new Normalizer.None(), names(classNames), provenance())
        .write(file);
    return ModelFile.read(file);
  }

  @ParameterizedTest
  @CsvSource({
    "cross-entropy, 3, SOFTMAX",
    "nll, 3, SOFTMAX",
    "svm, 3, SCORES",
    "svm:0.5, 3, SCORES",
    "mse, 3, VALUES",
    "huber:2.0, 3, VALUES",
    "binary-cross-entropy, 3, SIGMOID",
    "binary-cross-entropy-probabilities, 3, PROBABILITIES"
  })
  void aModelAnswersAsItsLossSays(String name, int outputs, Link link) {
    ModelFile model = saved(outputs, LossNames.parse(name), outputs);
    assertThat(model.loss()).contains(new ModelFile.TrainedLoss(name, link));
    Predictor predictor = SavedModel.predictor(model, backend);
    assertThat(predictor.link()).isEqualTo(link);
    assertThat(predictor.classOf(1, 0)).isEqualTo(2);
    if (!link.hasProbabilities()) {
      assertThatThrownBy(() -> predictor.probabilitiesOf(1, 0))
          .isInstanceOf(NoAnswerException.class);
    }
  }

  @Test
  void oneSigmoidOutputHasTwoNamedClasses() {
    ModelFile model = saved(1, BinaryCrossEntropy.ofLogits(), 2);
    Predictor predictor = SavedModel.predictor(model, backend);
    assertThat(predictor.classOf(3, 1)).isOne();
    assertThat(predictor.classOf(1, 3)).isZero();
    assertThat(predictor.probabilitiesOf(3, 1)[1])
        .isCloseTo(1 / (1 + Math.exp(-2)), within(0x1p-23));
  }

  @Test
  void oneValueIsAScoreAndNoClass() {
    Predictor predictor = SavedModel.predictor(saved(1, new MeanSquaredError(), 1), backend);
    assertThat(predictor.scoresOf(3, 1)).containsExactly(2);
    assertThatThrownBy(() -> predictor.classOf(3, 1)).isInstanceOf(NoAnswerException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void classNamesThatDoNotFitAreRefused(int names) {
    assertThatThrownBy(() -> saved(3, new SoftmaxCrossEntropy(), names))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "SavedModel: "
                + names
                + " class names, expected 3 for a network of 3 outputs read as softmax");
    // The same, written by hand.
    ModelFile good = saved(3, new SoftmaxCrossEntropy(), 3);
    ModelFile bad =
        new ModelFile(
                good.network(),
                good.parameters(),
                good.example(),
                good.normalizer(),
                names(names),
                good.provenance())
            .withLoss(new SoftmaxCrossEntropy());
    assertThatThrownBy(() -> SavedModel.network(bad, backend))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining(names + " class names, expected 3");
  }

  @Test
  void namesOfOutputsThatChooseNothingAreFew() {
    assertThat(saved(2, new MeanSquaredError(), 0).classNames()).isEmpty();
    assertThat(saved(1, new MeanSquaredError(), 0).classNames()).isEmpty();
    assertThatThrownBy(() -> saved(1, new MeanSquaredError(), 2))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("2 class names, expected at most 1, the name of the value,");
    assertThatThrownBy(() -> saved(1, BinaryCrossEntropy.ofLogits(), 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "1 class names, expected 2 for a network of 1 output read as sigmoid");
    assertThatThrownBy(() -> saved(1, new SoftmaxCrossEntropy(), 1))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("softmax: 1 output");
  }

  @Test
  void anExampleOfAnotherShapeIsRefused() {
    ModelFile good = saved(2, new SvmHinge(), 2);
    ModelFile bad =
        new ModelFile(
            good.network(),
            good.parameters(),
            Shape.of(3),
            good.normalizer(),
            good.classNames(),
            good.provenance());
    assertThatThrownBy(() -> SavedModel.network(bad, backend))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("examples of shape (3), expected (2)");
  }

  @Test
  void aModelIsJudgedByItsOwnLoss() {
    Tensor x = backend.tensor(Shape.of(2, 2), 1, 0, 1, 3);
    Targets labels = Targets.Labels.of(1, 0);
    for (String name : List.of("svm", "mse", "huber:0.5", "cross-entropy")) {
      ModelFile model = saved(2, LossNames.parse(name), 2);
      Network network = SavedModel.network(model, backend);
      Metrics metrics = SavedModel.evaluator(model, network).evaluate(Examples.of(x, labels));
      assertThat(metrics.meanLoss())
          .as(name)
          .isEqualTo(
              LossNames.parse(name)
                  .forward(
                      SavedModel.predictor(model, backend).scores(x),
                      labels,
                      Workspace.forInference(backend)));
    }
  }

  /** Whose loss is not known, by what its outputs mean alone. */
  @Test
  void aModelOfAnUnknownLossIsJudgedWithoutOne() {
    Tensor x = backend.tensor(Shape.of(2, 2), 1, 0, 1, 3);
    ModelFile known = saved(2, new SvmHinge(), 2);
    ModelFile unknown =
        new ModelFile(
            known.network(),
            known.parameters(),
            known.example(),
            known.normalizer(),
            known.classNames(),
            known.provenance());
    Metrics metrics =
        SavedModel.evaluator(unknown, SavedModel.network(unknown, backend))
            .evaluate(Examples.of(x, Targets.Labels.of(1, 0)));
    assertThat(metrics.accuracy()).isEqualTo(0.5);
    assertThat(metrics.meanLoss()).isNaN();
  }
}
