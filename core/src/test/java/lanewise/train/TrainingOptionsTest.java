package lanewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.UnaryOperator;
import lanewise.data.BatchSampler.Mode;
import lanewise.train.TrainingOptions.Criterion;
import org.junit.jupiter.api.Test;

class TrainingOptionsTest {
  @Test
  void everyOptionIsKept() {
    TrainingOptions options =
        TrainingOptions.builder()
            .steps(7)
            .batchSize(3)
            .sampling(Mode.WITH_REPLACEMENT)
            .seed(-5)
            .reportEvery(2)
            .evaluateEvery(4)
            .evaluateFirstStep(true)
            .trainAccuracyRows(11)
            .valRows(12)
            .criterion(Criterion.VAL_LOSS)
            .patience(6)
            .minImprovement(0.25)
            .restoreBest(false)
            .checkpointSteps(8)
            .checkpointEpochs(9)
            .build();
    assertThat(options)
        .isEqualTo(
            new TrainingOptions(
                0,
                7,
                3,
                Mode.WITH_REPLACEMENT,
                -5,
                2,
                4,
                true,
                11,
                12,
                Criterion.VAL_LOSS,
                6,
                0.25,
                false,
                8,
                9));
    assertThat(options.toBuilder().build()).isEqualTo(options);
    TrainingOptions byEpochs = options.toBuilder().epochs(2).build();
    assertThat(byEpochs.epochs()).isEqualTo(2);
    assertThat(byEpochs.steps()).isZero();
    assertThat(TrainingOptions.builder().fullBatch().build().sampling()).isEqualTo(Mode.FULL);
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    assertRefused(b -> b.epochs(0), "epochs=0 steps=0, expected one of them 1 or more");
    assertRefused(b -> b.steps(-1), "epochs=0 steps=-1");
    assertRefused(b -> b.batchSize(0), "batchSize 0, expected 1 or more");
    assertRefused(b -> b.valRows(0), "valRows 0, expected 1 or more");
    assertRefused(b -> b.reportEvery(-1), "reportEvery -1, expected 0 or more");
    assertRefused(b -> b.evaluateEvery(-1), "evaluateEvery -1, expected 0 or more");
    assertRefused(b -> b.trainAccuracyRows(-1), "trainAccuracyRows -1, expected 0 or more");
    assertRefused(b -> b.patience(-1), "patience -1, expected 0 or more");
    assertRefused(b -> b.checkpointSteps(-1), "checkpointSteps -1, expected 0 or more");
    assertRefused(b -> b.checkpointEpochs(-1), "checkpointEpochs -1, expected 0 or more");
    assertRefused(b -> b.minImprovement(Double.NaN), "minImprovement NaN, expected 0 or more");
  }

  private static void assertRefused(UnaryOperator<TrainingOptions.Builder> change, String message) {
    assertThatThrownBy(() -> change.apply(TrainingOptions.builder()).build())
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining(message);
  }
}
