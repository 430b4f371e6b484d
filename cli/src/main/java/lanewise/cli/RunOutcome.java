package lanewise.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import lanewise.data.Dataset;
import lanewise.loss.Loss;
import lanewise.nn.Network;
import lanewise.train.Evaluator;
import lanewise.train.Examples;
import lanewise.train.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * What a network is worth at the end of a run.
 *
 * @param test on the test rows; null if there are none
 * @param validation on the validation rows; null if there are none
 * @param seconds the time of the training alone
 */
record RunOutcome(
    @Nullable Metrics test,
    @Nullable Metrics validation,
    Metrics train,
    double seconds,
    String backend) {

  static RunOutcome of(Network network, Loss loss, TrainingData data, double seconds) {
    Evaluator evaluator = new Evaluator(network, loss);
    return new RunOutcome(
        judge(evaluator, data.test()),
        judge(evaluator, data.validation()),
        evaluator.evaluate(Examples.of(data.train())),
        seconds,
        network.backend().name());
  }

  private static @Nullable Metrics judge(Evaluator evaluator, @Nullable Dataset rows) {
    return rows == null ? null : evaluator.evaluate(Examples.of(rows));
  }

  /** The last line of the metrics. */
  Map<String, @Nullable Object> line() {
    Map<String, @Nullable Object> end = new LinkedHashMap<>();
    end.put("event", "end");
    if (test != null && test.count() > 0) {
      end.put("test_accuracy", test.accuracy());
      end.put("test_correct", test.correct());
      end.put("test_count", test.count());
    }
    if (validation != null && validation.count() > 0) {
      end.put("val_accuracy", validation.accuracy());
    }
    end.put("train_accuracy", train.accuracy());
    end.put("seconds", seconds);
    end.put("backend", backend);
    return end;
  }
}
