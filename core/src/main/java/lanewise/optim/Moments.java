package lanewise.optim;

import java.util.List;
import lanewise.kernel.AdamConfig;
import lanewise.kernel.OptimizerSteps;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The constants of {@link Adam} and {@link AdamW}.
 *
 * @param rule whose they are, for messages
 */
record Moments(String rule, double beta1, double beta2, double epsilon, boolean amsgrad) {
  Moments {
    FlatOptimizer.requireShare(rule, "beta1", beta1);
    FlatOptimizer.requireShare(rule, "beta2", beta2);
    FlatOptimizer.requireEpsilon(rule, epsilon);
  }

  static Moments of(String rule) {
    return new Moments(rule, Adam.DEFAULT_BETA1, Adam.DEFAULT_BETA2, Adam.DEFAULT_EPSILON, false);
  }

  Moments beta1(double share) {
    return new Moments(rule, share, beta2, epsilon, amsgrad);
  }

  Moments beta2(double share) {
    return new Moments(rule, beta1, share, epsilon, amsgrad);
  }

  Moments epsilon(double addend) {
    return new Moments(rule, beta1, beta2, addend, amsgrad);
  }

  Moments amsgrad(boolean largest) {
    return new Moments(rule, beta1, beta2, epsilon, largest);
  }

  List<String> stateNames() {
    return amsgrad ? List.of("first", "second", "max_second") : List.of("first", "second");
  }

  FlatOptimizer.Update update(
      OptimizerSteps kernels, FlatOptimizer.Part part, double l2, double decoupledDecay) {
    AdamConfig config = new AdamConfig(beta1, beta2, epsilon, l2, decoupledDecay);
    Tensor first = part.state().get(0);
    Tensor second = part.state().get(1);
    @Nullable Tensor maxSecond = amsgrad ? part.state().get(2) : null;
    return (rate, step) ->
        kernels.adam(config, rate, step, part.values(), part.gradients(), first, second, maxSecond);
  }
}
