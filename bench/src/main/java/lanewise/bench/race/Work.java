package lanewise.bench.race;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One piece of work that every contender does alike: its name says all, so that it travels as one
 * line.
 *
 * <p>The names: {@code gemm 64x256x784 NT}, {@code relu 4096x1000}, {@code softmax 64x1000}, {@code
 * train 784-256-10 b64 adam}.
 */
public sealed interface Work {
  /** The name, from which {@link #parse} gets the same work back. */
  String name();

  /** How many elements the result has. */
  int resultSize();

  /**
   * C = op(A) . op(B), float32, row-major and dense: op(A) (m, k), op(B) (k, n), C (m, n). A is
   * input stream 1, B is stream 2.
   */
  record MatrixProduct(int m, int n, int k, boolean transA, boolean transB) implements Work {
    @Override
    public String name() {
      return "gemm " + m + "x" + n + "x" + k + " " + (transA ? "T" : "N") + (transB ? "T" : "N");
    }

    @Override
    public int resultSize() {
      return m * n;
    }
  }

  /** An element-wise function. */
  enum Op {
    RELU,
    SIGMOID,
    TANH,
    EXP,
    GELU;

    /** As it is written in a name. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** y = f(x) over (rows, cols) elements; x is input stream 1 times {@link Inputs#MAP_SCALE}. */
  record Map(Op op, int rows, int cols) implements Work {
    @Override
    public String name() {
      return op.word() + " " + rows + "x" + cols;
    }

    @Override
    public int resultSize() {
      return rows * cols;
    }
  }

  /** Softmax, or its logarithm, of each row; x is input stream 1 times {@link Inputs#MAP_SCALE}. */
  record SoftmaxRows(boolean log, int rows, int cols) implements Work {
    @Override
    public String name() {
      return (log ? "log-softmax " : "softmax ") + rows + "x" + cols;
    }

    @Override
    public int resultSize() {
      return rows * cols;
    }
  }

  /** The optimizers of the training steps, with the rates that all contenders use. */
  enum UpdateRule {
    SGD(0.01),
    ADAM(1e-3);

    private final double rate;

    UpdateRule(double rate) {
      this.rate = rate;
    }

    /** The learning rate. */
    public double rate() {
      return rate;
    }
  }

  /**
   * A training step of a dense network: forward with ReLU between the layers, mean softmax
   * cross-entropy, backward, update.
   *
   * <p>Layer l (from 0) has the weight (out, in) of stream 10 + l, scaled by {@link #weightScale},
   * and a bias of zeros. x (batch, in) is stream 1, the labels are stream 2. The result is the loss
   * before each of the first {@link #CHECKED_STEPS} steps on that one batch.
   */
  record Train(List<Integer> sizes, int batch, UpdateRule optimizer) implements Work {
    /** How many steps the contenders take to be compared. */
    public static final int CHECKED_STEPS = 4;

    public Train {
      sizes = List.copyOf(sizes);
    }

    @Override
    public String name() {
      String layers = sizes.stream().map(size -> size.toString()).collect(Collectors.joining("-"));
      return "train " + layers + " b" + batch + " " + optimizer.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public int resultSize() {
      return CHECKED_STEPS;
    }

    /** The number of dense layers. */
    public int layers() {
      return sizes.size() - 1;
    }

    /** The inputs of layer l. */
    public int inputs(int layer) {
      return sizes.get(layer);
    }

    /** The outputs of layer l. */
    public int outputs(int layer) {
      return sizes.get(layer + 1);
    }

    /** The number of classes: the outputs of the last layer. */
    public int classes() {
      return sizes.getLast();
    }

    /** The bound of the uniform weights of layer l: Xavier's, sqrt(6 / (in + out)), in float32. */
    public float weightScale(int layer) {
      return (float) Math.sqrt(6.0 / (inputs(layer) + outputs(layer)));
    }
  }

  /**
   * Reads a name.
   *
   * @throws RaceException if it is no name of a work
   */
  static Work parse(String name) {
    try {
      String[] words = name.split(" ", -1);
      return switch (words[0]) {
        case "gemm" -> {
          int[] mnk = numbers(words[1], "x");
          yield new MatrixProduct(
              mnk[0], mnk[1], mnk[2], words[2].charAt(0) == 'T', words[2].charAt(1) == 'T');
        }
        case "softmax", "log-softmax" -> {
          int[] shape = numbers(words[1], "x");
          yield new SoftmaxRows(words[0].startsWith("log"), shape[0], shape[1]);
        }
        case "train" ->
            new Train(
                Arrays.stream(numbers(words[1], "-")).boxed().toList(),
                Integer.parseInt(words[2].substring(1)),
                UpdateRule.valueOf(words[3].toUpperCase(Locale.ROOT)));
        default -> {
          int[] shape = numbers(words[1], "x");
          yield new Map(Op.valueOf(words[0].toUpperCase(Locale.ROOT)), shape[0], shape[1]);
        }
      };
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new RaceException(
          "work '" + name + "': no such work, expected e.g. 'gemm 64x256x784 NT'", e);
    }
  }

  private static int[] numbers(String text, String separator) {
    return Arrays.stream(text.split(separator, -1)).mapToInt(Integer::parseInt).toArray();
  }
}
