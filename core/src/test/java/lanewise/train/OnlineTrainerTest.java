package lanewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import lanewise.kernel.Backend;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.nn.Network;
import lanewise.nn.Value;
import lanewise.optim.Adam;
import lanewise.optim.GradientClipping;
import lanewise.optim.SavedState;
import lanewise.optim.Schedule;
import lanewise.optim.Sgd;
import lanewise.tensor.LanewiseException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OnlineTrainerTest {
  private static final Schedule FALLING = (step, epoch) -> 1.0 / (1 + step);

  private final Backend backend = Backend.create("reference", 1);
  private final Examples blobs = Problem.blobs(50, 1);
  private final int[] all = IntStream.range(0, blobs.count()).toArray();

  @AfterEach
  void close() {
    backend.close();
  }

  private Network net() {
    return Network.of(Value.input(2).dense(8).relu().dropout(0.2).dense(3)).build(backend, 7);
  }

  private static OnlineTrainer online(Network network, @Nullable SavedState earlier) {
    return new OnlineTrainer(
        network,
        new SoftmaxCrossEntropy(),
        Adam.of(0.05),
        0.01,
        GradientClipping.byNorm(1),
        FALLING,
        5,
        earlier);
  }

  private Trainer.Builder whole(Network network, int steps) {
    return Trainer.of(network, new SoftmaxCrossEntropy(), Adam.of(0.05), blobs)
        .regularization(0.01)
        .clipping(GradientClipping.byNorm(1))
        .schedule(FALLING)
        .options(
            TrainingOptions.builder().fullBatch().steps(steps).restoreBest(false).seed(5).build());
  }

  /** Dropout and all, as one batch holds the same rows in the same order. */
  @Test
  void itsUpdatesAreThoseOfARun() {
    Network run = net();
    whole(run, 4).build().run();
    Network learned = net();
    OnlineTrainer online = online(learned, null);
    for (int i = 0; i < 4; i++) {
      online.learn(blobs, all, all.length);
    }

    assertThat(online.steps()).isEqualTo(4);
    assertThat(learned.parameterSet().values().toDoubles())
        .containsExactly(run.parameterSet().values().toDoubles());
  }

  @Test
  void eachRowIsLearnedOnceInBatches() {
    OnlineTrainer online = online(net(), null);
    double first = online.learn(blobs, all, 16);
    assertThat(online.steps()).isEqualTo(Math.ceilDiv(all.length, 16));
    double later = first;
    for (int i = 0; i < 20; i++) {
      later = online.learn(blobs, all, 16);
    }
    assertThat(later).isLessThan(first);
  }

  /** A run that begins with the optimizer's state of another goes on as if it were one run. */
  @Test
  void anOptimizersStateGoesOn() {
    Network whole = Problem.net(backend, 3, 7);
    constant(whole, 6).build().run();
    Network parts = Problem.net(backend, 3, 7);
    Trainer first = constant(parts, 3).build();
    first.run();
    constant(parts, 3).optimizerState(first.optimizerState()).build().run();
    Network anew = Problem.net(backend, 3, 7);
    constant(anew, 3).build().run();
    constant(anew, 3).build().run();

    assertThat(parts.parameterSet().values().toDoubles())
        .containsExactly(whole.parameterSet().values().toDoubles());
    assertThat(anew.parameterSet().values().toDoubles())
        .isNotEqualTo(whole.parameterSet().values().toDoubles());
  }

  private Trainer.Builder constant(Network network, int steps) {
    return Trainer.of(network, new SoftmaxCrossEntropy(), Adam.of(0.05), blobs)
        .options(TrainingOptions.builder().fullBatch().steps(steps).restoreBest(false).build());
  }

  @Test
  void theStateOfAnotherRuleOrNetworkIsRefused() {
    Trainer adam = constant(Problem.net(backend, 3, 7), 1).build();
    adam.run();
    SavedState state = adam.optimizerState();

    Network other = Problem.net(backend, 3, 7);
    assertThatThrownBy(
            () ->
                Trainer.of(other, new SoftmaxCrossEntropy(), Sgd.of(0.1), blobs)
                    .optimizerState(state)
                    .build())
        .isInstanceOf(LanewiseException.class)
        .hasMessage("optimizer sgd: state of adam, expected its own");
    assertThatThrownBy(() -> online(net(), state))
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining("one per parameter");
  }

  @Test
  void aBatchNormalisationNeedsTwoRows() {
    Network network =
        Network.of(Value.input(2).dense(4).batchNorm().relu().dense(3)).build(backend, 7);
    OnlineTrainer online = online(network, null);
    assertThatThrownBy(() -> online.learn(blobs, new int[] {3}, 8))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("layer normalisation");
  }
}
