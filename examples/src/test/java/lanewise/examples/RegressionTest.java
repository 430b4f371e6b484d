package lanewise.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import lanewise.kernel.Backend;
import lanewise.loss.MeanSquaredError;
import lanewise.loss.NoAnswerException;
import lanewise.loss.Targets;
import lanewise.model.Predictor;
import lanewise.nn.Network;
import lanewise.train.Evaluator;
import lanewise.train.Examples;
import lanewise.train.Metrics;
import org.junit.jupiter.api.Test;

class RegressionTest {
  @Test
  void theValueIsLearned() {
    try (Backend backend = Backend.create("scalar", 1)) {
      Examples houses =
          Examples.of(
              Regression.areaAndAge(backend), new Targets.Values(Regression.price(backend)));
      Network network = Regression.train(backend, houses);
      Metrics metrics = new Evaluator(network, new MeanSquaredError()).evaluate(houses);
      assertThat(metrics.r2()).isGreaterThan(0.99);
      Predictor predictor = new Predictor(network);
      assertThat(predictor.scoresOf(0.5f, -0.5f)[0]).isCloseTo(4.5, within(0.3));
      assertThatThrownBy(() -> predictor.classOf(0.5f, -0.5f))
          .isInstanceOf(NoAnswerException.class);
    }
  }
}
