package lanewise.kernel;

import static lanewise.kernel.OperandChecks.disjoint;

import lanewise.tensor.LanewiseException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link OptimizerSteps} that refuses operands that do not fit. */
record CheckedOptimizerSteps(OptimizerSteps steps, OperandChecks check) implements OptimizerSteps {
  @Override
  public void sgd(double rate, double l2, Tensor weight, Tensor gradient) {
    weight("sgd", weight, gradient);
    steps.sgd(rate, l2, weight, gradient);
  }

  @Override
  public void momentum(
      double rate,
      double momentum,
      boolean nesterov,
      double l2,
      Tensor weight,
      Tensor gradient,
      Tensor velocity) {
    weight("momentum", weight, gradient);
    state("momentum", "velocity", velocity, weight, gradient);
    steps.momentum(rate, momentum, nesterov, l2, weight, gradient, velocity);
  }

  @Override
  public void rmsProp(
      double rate,
      double decay,
      double epsilon,
      double l2,
      Tensor weight,
      Tensor gradient,
      Tensor squares) {
    weight("rmsProp", weight, gradient);
    state("rmsProp", "squares", squares, weight, gradient);
    steps.rmsProp(rate, decay, epsilon, l2, weight, gradient, squares);
  }

  @Override
  public void adagrad(
      double rate, double epsilon, double l2, Tensor weight, Tensor gradient, Tensor squares) {
    weight("adagrad", weight, gradient);
    state("adagrad", "squares", squares, weight, gradient);
    steps.adagrad(rate, epsilon, l2, weight, gradient, squares);
  }

  @Override
  public void adam(
      AdamConfig config,
      double rate,
      long step,
      Tensor weight,
      Tensor gradient,
      Tensor first,
      Tensor second,
      @Nullable Tensor maxSecond) {
    if (step < 1) {
      throw new LanewiseException("adam: step=" + step + ", expected 1 or more");
    }
    weight("adam", weight, gradient);
    state("adam", "first", first, weight, gradient);
    state("adam", "second", second, weight, gradient);
    disjoint("adam", "second", second, "first", first);
    if (maxSecond != null) {
      state("adam", "maxSecond", maxSecond, weight, gradient);
      disjoint("adam", "maxSecond", maxSecond, "first", first);
      disjoint("adam", "maxSecond", maxSecond, "second", second);
    }
    steps.adam(config, rate, step, weight, gradient, first, second, maxSecond);
  }

  private void weight(String op, Tensor weight, Tensor gradient) {
    check.elements(op, "weight", weight, weight.size());
    check.state(op, "gradient", gradient, weight);
  }

  private void state(String op, String name, Tensor state, Tensor weight, Tensor gradient) {
    check.state(op, name, state, weight);
    disjoint(op, name, state, "gradient", gradient);
  }
}
