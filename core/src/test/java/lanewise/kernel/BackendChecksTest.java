package lanewise.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What {@link Backend} refuses: memory that an operation would spoil, and values out of range. */
final class BackendChecksTest {
  private static final Backend BACKEND = Backend.create("scalar", 1);

  private static final AdamConfig ADAM = new AdamConfig(0.9, 0.9, 1, 0, 0);

  /** Square, so that a matrix's first row, or its first column, fits every vector. */
  private static final int SIZE = 3;

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  /** A call of an operation with these tensors as its operands. */
  private interface Call {
    void on(Tensor[] operands);
  }

  /** An operation, its operands in order, matrices in capitals; who may not overlap whom. */
  private static final class Overlaps {
    private final String operation;
    private final List<String> operands;
    private final Call call;
    private final List<DynamicTest> tests = new ArrayList<>();

    Overlaps(String operation, List<String> operands, Call call) {
      this.operation = operation;
      this.operands = operands;
      this.call = call;
      call.on(apart());
    }

    /** The output may share no memory with the others. */
    Overlaps apart(String output, String... others) {
      for (String other : others) {
        String message = operation + ": " + output + " overlaps " + other;
        tests.add(
            DynamicTest.dynamicTest(
                message,
                () -> {
                  Tensor[] shared = apart();
                  overlap(shared, indexOf(output), indexOf(other));
                  assertThatThrownBy(() -> call.on(shared))
                      .isInstanceOf(LanewiseException.class)
                      .hasMessage(message + ", expected separate memory");
                }));
      }
      return this;
    }

    private Tensor[] apart() {
      Tensor[] tensors = new Tensor[operands.size()];
      for (int i = 0; i < tensors.length; i++) {
        tensors[i] = isMatrix(i) ? BACKEND.zeros(SIZE, SIZE) : BACKEND.zeros(SIZE);
      }
      return tensors;
    }

    private static void overlap(Tensor[] tensors, int output, int other) {
      if (tensors[output].size() > tensors[other].size()) {
        tensors[other] = tensors[output].slice(SIZE, tensors[other].shape());
      } else if (tensors[output].size() < tensors[other].size()) {
        tensors[output] = tensors[other].slice(SIZE, tensors[output].shape());
      } else {
        tensors[output] = tensors[other];
      }
    }

    private boolean isMatrix(int operand) {
      return Character.isUpperCase(operands.get(operand).charAt(0));
    }

    private int indexOf(String name) {
      for (int i = 0; i < operands.size(); i++) {
        if (operands.get(i).equalsIgnoreCase(name)) {
          return i;
        }
      }
      throw new IllegalArgumentException(operation + " has no operand " + name);
    }
  }

  @TestFactory
  Stream<DynamicTest> refusesToSpoilAnOperand() {
    Tensor labels = Tensor.ofInts(0, 1, 2);
    PointwiseLoss squared = PointwiseLoss.SQUARED;
    return Stream.of(
            new Overlaps(
                    "preluGradient",
                    List.of("X", "slope", "DY", "DX", "dSlope"),
                    t -> BACKEND.norms().preluGradient(t[0], t[1], t[2], t[3], t[4]))
                .apart("dX", "x", "slope")
                .apart("dSlope", "x", "slope", "dY", "dX"),
            new Overlaps(
                    "softmaxCrossEntropy",
                    List.of("Input", "losses", "Gradient"),
                    t -> BACKEND.losses().softmaxCrossEntropy(t[0], labels, 1, t[1], t[2]))
                .apart("losses", "input", "gradient"),
            new Overlaps(
                    "multiclassHinge",
                    List.of("Input", "losses", "Gradient"),
                    t -> BACKEND.losses().multiclassHinge(t[0], labels, 1, 1, t[1], t[2]))
                .apart("losses", "input", "gradient"),
            new Overlaps(
                    "negativeLogLikelihood",
                    List.of("Input", "losses", "Gradient"),
                    t -> BACKEND.losses().negativeLogLikelihood(t[0], labels, 1, t[1], t[2]))
                .apart("losses", "input", "gradient")
                .apart("gradient", "input"),
            new Overlaps(
                    "softmaxCrossEntropyTargets",
                    List.of("Input", "Targets", "losses", "Gradient"),
                    t -> BACKEND.losses().softmaxCrossEntropyTargets(t[0], t[1], 1, t[2], t[3]))
                .apart("losses", "input", "gradient", "targets")
                .apart("gradient", "targets"),
            new Overlaps(
                    "pointwiseLoss",
                    List.of("Input", "Targets", "losses", "Gradient"),
                    t -> BACKEND.losses().pointwiseLoss(squared, t[0], t[1], 1, t[2], t[3]))
                .apart("losses", "input", "gradient", "targets")
                .apart("gradient", "targets"),
            new Overlaps(
                    "columnMoments",
                    List.of("X", "mean", "variance"),
                    t -> BACKEND.norms().columnMoments(t[0], t[1], t[2]))
                .apart("mean", "x")
                .apart("variance", "x", "mean"),
            new Overlaps(
                    "batchNorm",
                    List.of("X", "mean", "variance", "gamma", "beta", "Y"),
                    t -> BACKEND.norms().batchNorm(t[0], t[1], t[2], 1, new Gain(t[3], t[4]), t[5]))
                .apart("y", "mean", "variance", "gamma", "beta"),
            new Overlaps(
                    "batchNormGradient",
                    List.of("X", "mean", "variance", "gamma", "DY", "dGamma", "dBeta", "DX"),
                    t ->
                        BACKEND
                            .norms()
                            .batchNormGradient(
                                t[0], t[1], t[2], 1, t[3], t[4], new Gain(t[5], t[6]), t[7]))
                .apart("dX", "x", "mean", "variance", "gamma")
                .apart("dGamma", "x", "mean", "variance", "gamma", "dY", "dX")
                .apart("dBeta", "x", "mean", "variance", "gamma", "dY", "dX", "dGamma"),
            new Overlaps(
                    "layerNorm",
                    List.of("X", "gamma", "beta", "Y", "mean", "inverseDeviation"),
                    t -> BACKEND.norms().layerNorm(t[0], 1, new Gain(t[1], t[2]), t[3], t[4], t[5]))
                .apart("y", "gamma", "beta")
                .apart("mean", "x", "gamma", "beta", "y")
                .apart("inverseDeviation", "x", "gamma", "beta", "y", "mean"),
            new Overlaps(
                    "layerNormGradient",
                    List.of(
                        "X", "mean", "inverseDeviation", "gamma", "DY", "dGamma", "dBeta", "DX"),
                    t ->
                        BACKEND
                            .norms()
                            .layerNormGradient(
                                t[0], t[1], t[2], t[3], t[4], new Gain(t[5], t[6]), t[7]))
                .apart("dX", "x", "mean", "inverseDeviation", "gamma")
                .apart("dGamma", "x", "mean", "inverseDeviation", "gamma", "dY", "dX")
                .apart("dBeta", "x", "mean", "inverseDeviation", "gamma", "dY", "dX", "dGamma"),
            new Overlaps(
                    "sgd",
                    List.of("weight", "gradient"),
                    t -> BACKEND.optimizerSteps().sgd(0.1, 0, t[0], t[1]))
                .apart("gradient", "weight"),
            new Overlaps(
                    "momentum",
                    List.of("weight", "gradient", "velocity"),
                    t -> BACKEND.optimizerSteps().momentum(0.1, 0.9, false, 0, t[0], t[1], t[2]))
                .apart("velocity", "weight", "gradient"),
            new Overlaps(
                    "rmsProp",
                    List.of("weight", "gradient", "squares"),
                    t -> BACKEND.optimizerSteps().rmsProp(0.1, 0.9, 1, 0, t[0], t[1], t[2]))
                .apart("squares", "weight", "gradient"),
            new Overlaps(
                    "adagrad",
                    List.of("weight", "gradient", "squares"),
                    t -> BACKEND.optimizerSteps().adagrad(0.1, 1, 0, t[0], t[1], t[2]))
                .apart("squares", "weight", "gradient"),
            new Overlaps(
                    "adam",
                    List.of("weight", "gradient", "first", "second", "maxSecond"),
                    t -> BACKEND.optimizerSteps().adam(ADAM, 0.1, 1, t[0], t[1], t[2], t[3], t[4]))
                .apart("first", "weight", "gradient")
                .apart("second", "weight", "gradient", "first")
                .apart("maxSecond", "weight", "gradient", "first", "second"))
        .flatMap(operation -> operation.tests.stream());
  }

  @TestFactory
  Stream<DynamicTest> refusesValuesOutOfRange() {
    Tensor t = BACKEND.zeros(Shape.of(SIZE));
    Tensor targets = BACKEND.zeros(SIZE, SIZE);
    Tensor labels = Tensor.ofInts(0, 1, 2);
    return Stream.of(
            outOfRange(
                "clamp: limit=%s, expected 0 or more",
                limit -> BACKEND.elements().clamp(limit, t), -1, Double.NaN),
            outOfRange(
                "dropoutMask: keep=%s, expected above 0, at most 1",
                keep -> BACKEND.elements().dropoutMask(1, keep, t), 0, 1.5, Double.NaN),
            outOfRange(
                "classTargets: smoothing=%s, expected 0 to 1",
                smoothing -> BACKEND.losses().classTargets(labels, null, smoothing, targets),
                -0.1,
                1.5,
                Double.NaN),
            Stream.of(0L, -1L)
                .map(
                    step ->
                        refused(
                            "adam: step=" + step + ", expected 1 or more",
                            () ->
                                BACKEND
                                    .optimizerSteps()
                                    .adam(
                                        ADAM,
                                        0.1,
                                        step,
                                        t,
                                        BACKEND.zeros(SIZE),
                                        BACKEND.zeros(SIZE),
                                        BACKEND.zeros(SIZE),
                                        null))))
        .flatMap(tests -> tests);
  }

  @TestFactory
  Stream<DynamicTest> refusesTensorsThatDoNotFit() {
    Tensor wide = Tensor.of(new float[20], 0, Shape.of(2, 4), 10);
    Tensor whole = BACKEND.zeros(2, 4);
    Tensor halves = BACKEND.zeros(2, 6);
    return Stream.of(
        refused(
            "map: x (2, 4) with rows 10 elements apart, expected no gaps; copy it first",
            () -> BACKEND.elements().map(Function.EXP, wide, whole)),
        refused(
            "softmaxCrossEntropy: labels is FLOAT32, expected INT32; make it with Tensor.ofInts",
            () ->
                BACKEND
                    .losses()
                    .softmaxCrossEntropy(whole, BACKEND.zeros(2), 1, BACKEND.zeros(2), null)),
        refused(
            "softmaxCrossEntropy: label 4 at position 1, expected 0 to 3 (or negative to ignore the"
                + " row)",
            () ->
                BACKEND
                    .losses()
                    .softmaxCrossEntropy(whole, Tensor.ofInts(0, 4), 1, BACKEND.zeros(2), null)),
        refused(
            "axpy: y overlaps x in part, expected the same or separate memory",
            () -> BACKEND.elements().axpy(1, halves.columns(0, 3), halves.columns(2, 3))),
        refused(
            "gemm: C is FLOAT64, expected FLOAT32 for backend scalar; make it with backend.zeros or"
                + " backend.tensor",
            () ->
                BACKEND
                    .products()
                    .gemm(
                        1,
                        Transpose.NO,
                        whole,
                        Transpose.YES,
                        whole,
                        0,
                        Tensor.of(new double[4], 0, Shape.of(2, 2)))));
  }

  /** Columns of one matrix that have none in common are separate memory. */
  @Test
  void takesColumnsBesideEachOther() {
    Tensor halves = BACKEND.zeros(2, 6);
    BACKEND.elements().fill(2, halves);
    BACKEND.elements().axpy(1, halves.columns(0, 3), halves.columns(3, 3));
    assertThat(halves.toDoubles()).containsExactly(2, 2, 2, 4, 4, 4, 2, 2, 2, 4, 4, 4);
    BACKEND.elements().copy(halves.columns(5, 1), halves.columns(0, 1));
    assertThat(halves.get(1, 0)).isEqualTo(4);
  }

  private static Stream<DynamicTest> outOfRange(
      String message, DoubleConsumer call, double... values) {
    return Arrays.stream(values)
        .mapToObj(
            value ->
                refused(String.format(message, Double.toString(value)), () -> call.accept(value)));
  }

  private static DynamicTest refused(String message, Runnable call) {
    return DynamicTest.dynamicTest(
        message,
        () ->
            assertThatThrownBy(call::run)
                .isInstanceOf(LanewiseException.class)
                .hasMessage(message));
  }
}
