package lanewise.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import lanewise.kernel.BackendSelection;
import lanewise.kernel.BackendUnavailableException;
import lanewise.kernel.Convolutions;
import lanewise.kernel.Elements;
import lanewise.kernel.Gain;
import lanewise.kernel.Kernels;
import lanewise.kernel.Losses;
import lanewise.kernel.Norms;
import lanewise.kernel.OptimizerSteps;
import lanewise.kernel.Pools;
import lanewise.kernel.Products;
import lanewise.kernel.Reductions;
import lanewise.kernel.RowOps;
import lanewise.tensor.DType;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class BackendComparisonTest {
  /** Relative size of the error that a broken kernel makes in one element. */
  private static final double BREAKAGE = 1e-3;

  private static final BackendComparison COMPARISON = new BackendComparison();

  @Test
  void coversEveryKernel() {
    assertThat(COMPARISON.operations()).isEqualTo(List.copyOf(kernels()));
  }

  @Test
  void theScalarBackendPassesOnEveryShape() {
    List<BackendComparison.Row> streamed = new ArrayList<>();
    List<BackendComparison.Row> rows = BackendComparison.compare("scalar", 1, streamed::add);
    assertThat(streamed).isEqualTo(rows);
    assertThat(rows).filteredOn(row -> !row.passed()).isEmpty();
    assertThat(rows).allSatisfy(row -> assertThat(row.finding()).isEmpty());
  }

  private static final List<Class<?>> FAMILIES =
      List.of(
          Products.class,
          Elements.class,
          Reductions.class,
          RowOps.class,
          Losses.class,
          Norms.class,
          OptimizerSteps.class,
          Convolutions.class,
          Pools.class);

  static Set<String> kernels() {
    Set<String> names = new TreeSet<>();
    for (Class<?> family : FAMILIES) {
      for (Method method : family.getMethods()) {
        if (!Modifier.isStatic(method.getModifiers())) {
          names.add(method.getName());
        }
      }
    }
    return names;
  }

  /** Each output of each operation in turn is off in its last element only. */
  @ParameterizedTest
  @MethodSource("kernels")
  void detectsAKernelThatIsWrongInTheLastElementOfOneOutput(String operation) {
    Set<Integer> outputs = new LinkedHashSet<>();
    compareBroken(operation, Breakage.NONE, 0, outputs);
    assertThat(outputs).isNotEmpty();
    for (int output : outputs) {
      List<BackendComparison.Row> rows =
          compareBroken(operation, Breakage.WRONG_VALUE, output, new LinkedHashSet<>());
      assertThat(rows).as("output in argument %d", output).anyMatch(row -> !row.passed());
      assertThat(rows.stream().filter(row -> !row.passed()))
          .allSatisfy(row -> assertThat(row.finding()).contains(", expected "));
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void detectsAKernelThatWritesBehindItsOutput(String operation) {
    Set<Integer> outputs = new LinkedHashSet<>();
    compareBroken(operation, Breakage.NONE, 0, outputs);
    outputs.remove(RETURNED);
    for (int output : outputs) {
      assertThat(compareBroken(operation, Breakage.WRITES_BEHIND, output, new LinkedHashSet<>()))
          .as("output in argument %d", output)
          .anyMatch(row -> !row.passed());
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void detectsAKernelThatDoesNothing(String operation) {
    assertThat(compareBroken(operation, Breakage.DOES_NOTHING, 0, new LinkedHashSet<>()))
        .anyMatch(row -> !row.passed());
  }

  @Test
  void detectsAKernelThatChangesItsInput() {
    Kernels vandal =
        wrap(
            (method, arguments, call) -> {
              Object result = call.make();
              if (method.getName().equals("sum")) {
                Tensor x = (Tensor) arguments[0];
                x.set(0, 0.12345);
              }
              return result;
            });
    assertThat(COMPARISON.compare(vandal, Set.of("sum"), row -> {}))
        .noneMatch(BackendComparison.Row::passed);
  }

  @Test
  void namesWhatItKnowsWhenAskedForSomethingElse() {
    try (Kernels scalar = scalar()) {
      assertThatThrownBy(() -> COMPARISON.compare(scalar, Set.of("gem"), row -> {}))
          .isInstanceOf(LanewiseException.class)
          .hasMessageContaining("no operation gem, expected one of [activate, ");
    }
    assertThatThrownBy(() -> BackendComparison.compare("reference", 1, row -> {}))
        .isInstanceOf(LanewiseException.class)
        .hasMessageContaining("expected one in float32");
    assertThatThrownBy(() -> BackendComparison.compare("abacus", 1, row -> {}))
        .isInstanceOf(BackendUnavailableException.class);
  }

  // ---------------------------------------------------------------- broken kernels

  private static final int RETURNED = -1;

  private enum Breakage {
    NONE,
    WRONG_VALUE,
    WRITES_BEHIND,
    DOES_NOTHING
  }

  /** Breaks one operation in the array that is its argument {@code output}, or in its result. */
  private static List<BackendComparison.Row> compareBroken(
      String operation, Breakage breakage, int output, Set<Integer> outputsSeen) {
    Kernels broken =
        wrap(
            (method, arguments, call) -> {
              if (!method.getName().equals(operation)) {
                return call.make();
              }
              if (breakage == Breakage.DOES_NOTHING) {
                Class<?> type = method.getReturnType();
                return type == double.class ? (Object) 0.0 : type == int.class ? (Object) 0 : null;
              }
              Object[] operands = flat(arguments);
              Object[] before = copies(operands);
              Object result = call.make();
              for (int i = 0; i < operands.length; i++) {
                int last = lastDifference(before[i], operands[i]);
                if (last >= 0) {
                  outputsSeen.add(i);
                  if (i == output && breakage == Breakage.WRONG_VALUE) {
                    damage(operands[i], last);
                  } else if (i == output && breakage == Breakage.WRITES_BEHIND) {
                    damage(operands[i], last + 1);
                  }
                }
              }
              if (method.getReturnType() != void.class) {
                outputsSeen.add(RETURNED);
                return output == RETURNED && breakage == Breakage.WRONG_VALUE
                    ? damaged(result)
                    : result;
              }
              return result;
            });
    return COMPARISON.compare(broken, Set.of(operation), row -> {});
  }

  private static Object damaged(@Nullable Object result) {
    return result instanceof Double sum
        ? (Object) (sum * (1 + BREAKAGE))
        : (Object) ((int) java.util.Objects.requireNonNull(result) + 1);
  }

  private static void damage(Object argument, int index) {
    switch (((Tensor) argument).dtype()) {
      case FLOAT32 -> {
        float[] floats = ((Tensor) argument).floats();
        floats[index] =
            Float.isNaN(floats[index]) || floats[index] == 0
                ? 1
                : floats[index] * (float) (1 + BREAKAGE);
      }
      case INT32 -> ((Tensor) argument).ints()[index]++;
      default -> throw new IllegalArgumentException(argument.toString());
    }
  }

  /** The arguments with copies of what lies behind their tensors, those of a gain one by one. */
  private static Object[] flat(Object[] arguments) {
    List<Object> flat = new ArrayList<>();
    for (Object argument : arguments) {
      if (argument instanceof Gain gain) {
        flat.add(gain.gamma());
        flat.add(gain.beta());
      } else {
        flat.add(argument);
      }
    }
    return flat.toArray();
  }

  private static Object[] copies(Object[] arguments) {
    Object[] copies = new Object[arguments.length];
    for (int i = 0; i < copies.length; i++) {
      if (arguments[i] instanceof Tensor tensor) {
        copies[i] = tensor.dtype() == DType.INT32 ? tensor.ints().clone() : tensor.floats().clone();
      }
    }
    return copies;
  }

  private static int lastDifference(@Nullable Object before, Object after) {
    if (before instanceof float[] old) {
      float[] now = ((Tensor) after).floats();
      for (int i = now.length - 1; i >= 0; i--) {
        if (Float.floatToRawIntBits(old[i]) != Float.floatToRawIntBits(now[i])) {
          return i;
        }
      }
    }
    if (before instanceof int[] old) {
      int[] now = ((Tensor) after).ints();
      for (int i = now.length - 1; i >= 0; i--) {
        if (old[i] != now[i]) {
          return i;
        }
      }
    }
    return -1;
  }

  private interface Call {
    @Nullable Object make() throws Throwable;
  }

  private interface Interception {
    @Nullable Object around(Method method, Object[] arguments, Call call) throws Throwable;
  }

  private static Kernels scalar() {
    return BackendSelection.select("scalar").provider().create(1);
  }

  /** Scalar kernels each of whose families passes its calls through the interception. */
  private static Kernels wrap(Interception interception) {
    Kernels scalar = scalar();
    return proxy(
        Kernels.class,
        (method, arguments) -> {
          Object family = method.invoke(scalar, arguments);
          return FAMILIES.contains(method.getReturnType())
              ? proxy(
                  method.getReturnType(),
                  (kernel, operands) ->
                      interception.around(kernel, operands, () -> made(kernel, family, operands)))
              : family;
        });
  }

  private interface Handler {
    @Nullable Object invoke(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Handler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> handler.invoke(method, arguments)));
  }

  private static @Nullable Object made(Method kernel, Object family, Object[] operands)
      throws Throwable {
    // The families of an implementation are not public.
    kernel.setAccessible(true);
    try {
      return kernel.invoke(family, operands);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
