package lanewise.check;

import static lanewise.check.Sample.scale;
import static lanewise.check.Trial.OFFSET;

import java.util.List;

/** The steps of the optimizers; each state is among the outputs. */
final class OptimizerOperations {
  private static final double RATE = 0.01;
  private static final double L2 = 0.1;
  private static final double SHARE = 0.9;
  private static final double SECOND_SHARE = 0.999;
  private static final double EPSILON = 1e-8;
  private static final double DECAY = 0.05;
  private static final long STEP = 6;
  private static final int ROUNDINGS = 24;

  private final Sample sample = new Sample(6);

  void addTo(List<Operation> operations) {
    for (int count : new int[] {1, 7, 16, 33, 1000}) {
      operations.add(sgdStep(count));
      operations.add(momentumStep(count, false));
      operations.add(momentumStep(count, true));
      operations.add(rmspropStep(count));
      operations.add(adagradStep(count));
      operations.add(adamStep(count, false));
      operations.add(adamStep(count, true));
    }
  }

  /** The inputs of a step. */
  private final class Inputs {
    final double[] weight;
    final double[] gradient;
    final double[] first;
    final double[] squares;
    final double[] largest;

    Inputs(int count) {
      weight = sample.normal(count);
      gradient = sample.normal(count);
      first = sample.normal(count);
      squares = sample.uniform(count, 0.2, 2);
      largest = sample.uniform(count, 0.2, 2);
    }

    /** The size of the gradient with its penalty. */
    double size(int i) {
      return Math.abs(gradient[i]) + L2 * Math.abs(weight[i]);
    }

    /** An update is at most rate * step / sqrt(0.1), for no mean square here is below 0.1. */
    Tolerance weightTolerance(double[] step) {
      return Tolerance.ofTerms(
          ROUNDINGS, scale(weight.length, i -> Math.abs(weight[i]) + 4 * RATE * step[i]));
    }

    Tolerance squaresTolerance() {
      return Tolerance.ofTerms(
          ROUNDINGS, scale(weight.length, i -> squares[i] + size(i) * size(i)));
    }
  }

  private Operation sgdStep(int count) {
    Inputs in = new Inputs(count);
    double[] step = scale(count, in::size);
    return new Operation(
        "sgdStep",
        "" + count,
        (kernels, trial) ->
            kernels.sgdStep(
                count,
                RATE,
                L2,
                trial.out("weight", in.weight, in.weightTolerance(step)),
                OFFSET,
                trial.in(in.gradient),
                OFFSET));
  }

  private Operation momentumStep(int count, boolean nesterov) {
    Inputs in = new Inputs(count);
    double[] velocity = scale(count, i -> Math.abs(in.first[i]) + RATE * in.size(i));
    double[] weight = scale(count, i -> Math.abs(in.weight[i]) + 2 * velocity[i]);
    return new Operation(
        "momentumStep",
        count + (nesterov ? " nesterov" : ""),
        (kernels, trial) ->
            kernels.momentumStep(
                count,
                RATE,
                SHARE,
                nesterov,
                L2,
                trial.out("weight", in.weight, Tolerance.ofTerms(ROUNDINGS, weight)),
                OFFSET,
                trial.in(in.gradient),
                OFFSET,
                trial.out("velocity", in.first, Tolerance.ofTerms(ROUNDINGS, velocity)),
                OFFSET));
  }

  private Operation rmspropStep(int count) {
    Inputs in = new Inputs(count);
    double[] step = scale(count, in::size);
    return new Operation(
        "rmspropStep",
        "" + count,
        (kernels, trial) ->
            kernels.rmspropStep(
                count,
                RATE,
                SHARE,
                EPSILON,
                L2,
                trial.out("weight", in.weight, in.weightTolerance(step)),
                OFFSET,
                trial.in(in.gradient),
                OFFSET,
                trial.out("squares", in.squares, in.squaresTolerance()),
                OFFSET));
  }

  private Operation adagradStep(int count) {
    Inputs in = new Inputs(count);
    double[] step = scale(count, in::size);
    return new Operation(
        "adagradStep",
        "" + count,
        (kernels, trial) ->
            kernels.adagradStep(
                count,
                RATE,
                EPSILON,
                L2,
                trial.out("weight", in.weight, in.weightTolerance(step)),
                OFFSET,
                trial.in(in.gradient),
                OFFSET,
                trial.out("squares", in.squares, in.squaresTolerance()),
                OFFSET));
  }

  private Operation adamStep(int count, boolean amsgrad) {
    Inputs in = new Inputs(count);
    double[] first = scale(count, i -> Math.abs(in.first[i]) + in.size(i));
    // 1 - 0.9^6 is 0.47, and the corrected second moment is larger than the kept one.
    double[] step = scale(count, i -> first[i] / 0.4);
    Tolerance second = in.squaresTolerance();
    Tolerance largest =
        Tolerance.ofTerms(
            ROUNDINGS, scale(count, i -> in.squares[i] + in.largest[i] + in.size(i) * in.size(i)));
    return new Operation(
        "adamStep",
        count + (amsgrad ? " amsgrad" : ""),
        (kernels, trial) ->
            kernels.adamStep(
                count,
                RATE,
                SHARE,
                SECOND_SHARE,
                EPSILON,
                L2,
                DECAY,
                STEP,
                trial.out("weight", in.weight, in.weightTolerance(step)),
                OFFSET,
                trial.in(in.gradient),
                OFFSET,
                trial.out("first", in.first, Tolerance.ofTerms(ROUNDINGS, first)),
                OFFSET,
                trial.out("second", in.squares, second),
                OFFSET,
                amsgrad ? trial.out("maxSecond", in.largest, largest) : null,
                OFFSET));
  }
}
