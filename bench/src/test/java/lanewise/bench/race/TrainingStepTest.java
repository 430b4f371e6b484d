package lanewise.bench.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import lanewise.kernel.Backend;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingStepTest {
  @ParameterizedTest
  @ValueSource(strings = {"train 64-32-10 b64 sgd", "train 20-15-10-4 b6 adam"})
  void learnsAndStartsAgain(String name) {
    var work = (Work.Train) Work.parse(name);
    try (Backend scalar = Backend.create("scalar", 1);
        Backend reference = Backend.create("reference", 1)) {
      TrainingStep step = new TrainingStep(scalar, work);
      float[] losses = step.result();
      step.run();

      assertThat(losses).hasSize(4);
      assertThat(losses[3]).isLessThan(losses[0]);
      assertThat(step.result()).as("after a reset").containsExactly(losses);
      float[] truth = new TrainingStep(reference, work).result();
      for (int i = 0; i < losses.length; i++) {
        assertThat((double) losses[i]).isCloseTo(truth[i], within(2e-5));
      }
    }
  }
}
