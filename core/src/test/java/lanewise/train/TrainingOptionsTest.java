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
    assertThat(options.epochs()).isZero();
    assertThat(options.steps()).isEqualTo(7);
    assertThat(options.batchSize()).isEqualTo(3);
    assertThat(options.sampling()).isEqualTo(Mode.WITH_REPLACEMENT);
    assertThat(options.seed()).isEqualTo(-5);
    assertThat(options.reportEvery()).isEqualTo(2);
    assertThat(options.evaluateEvery()).isEqualTo(4);
    assertThat(options.evaluateFirstStep()).isTrue();
    assertThat(options.trainAccuracyRows()).isEqualTo(11);
    assertThat(options.valRows()).isEqualTo(12);
    assertThat(options.criterion()).isEqualTo(Criterion.VAL_LOSS);
    assertThat(options.patience()).isEqualTo(6);
    assertThat(options.minImprovement()).isEqualTo(0.25);
    assertThat(options.restoreBest()).isFalse();
    assertThat(options.checkpointSteps()).isEqualTo(8);
    assertThat(options.checkpointEpochs()).isEqualTo(9);
    assertThat(options.toBuilder().build()).usingRecursiveComparison().isEqualTo(options);
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
