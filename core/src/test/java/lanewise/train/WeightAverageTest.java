package lanewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import lanewise.kernel.Backend;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.nn.Network;
import lanewise.optim.Adam;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightAverageTest {
  private static final double DECAY = 0.8;

  private final Backend backend = Backend.create("reference", 1);
  private final Examples blobs = Problem.blobs(50, 1);

  @AfterEach
  void close() {
    backend.close();
  }

  private Trainer.Builder run(Network network, boolean restoreBest) {
    return Trainer.of(network, new SoftmaxCrossEntropy(), Adam.of(0.05), blobs)
        .averaging(DECAY)
        .options(
            TrainingOptions.builder()
                .epochs(4)
                .batchSize(16)
                .reportEvery(1)
                .restoreBest(restoreBest)
                .seed(5)
                .build());
  }

  @Test
  void theNetworkEndsWithTheAverageOfAllSteps() {
    Network network = Problem.net(backend, 3, 7);
    double[] average = network.parameterSet().values().toDoubles();
    List<double[]> steps = new ArrayList<>();
    run(network, false)
        .listener(
            (event, trainer) -> {
              if (event instanceof TrainingEvent.StepDone) {
                steps.add(trainer.network().parameterSet().values().toDoubles());
              }
            })
        .build()
        .run();

    for (int step = 0; step < steps.size(); step++) {
      double kept = Math.min(DECAY, (1.0 + step) / (10.0 + step));
      for (int i = 0; i < average.length; i++) {
        average[i] = Math.fma(1 - kept, steps.get(step)[i], kept * average[i]);
      }
    }
    assertThat(steps).hasSizeGreaterThan(12);
    assertThat(network.parameterSet().values().toDoubles()).containsExactly(average);
  }

  /** What is judged is what the network ends with, not the latest parameters. */
  @Test
  void evaluationsJudgeTheAverage() {
    Network network = Problem.net(backend, 3, 7);
    Examples others = Problem.blobs(40, 2);
    Trainer trainer = run(network, true).validation(others).build();
    TrainingResult result = trainer.run();

    Metrics ofNetwork = new Evaluator(network, trainer.loss()).evaluate(others);
    assertThat(ofNetwork.meanLoss()).isEqualTo(Problem.best(result).valLoss());
  }

  @Test
  void aResumedRunEndsTheSame() {
    Network whole = Problem.net(backend, 3, 7);
    List<TrainerState> states = new ArrayList<>();
    run(whole, false)
        .listener(
            (event, trainer) -> {
              if (event instanceof TrainingEvent.StepDone step && step.step() == 6) {
                states.add(trainer.snapshot());
              }
            })
        .build()
        .run();
    Network resumed = Problem.net(backend, 3, 8);
    run(resumed, false).build().restore(states.get(0)).run();

    assertThat(resumed.parameterSet().values().toDoubles())
        .containsExactly(whole.parameterSet().values().toDoubles());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, Double.NaN})
  void aDecayThatIsNoneIsRefused(double decay) {
    assertThatThrownBy(() -> run(Problem.net(backend, 3, 7), true).averaging(decay))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("averaging: decay " + decay);
  }
}
