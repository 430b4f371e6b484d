package lanewise.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import lanewise.kernel.Backend;
import lanewise.loss.Loss;
import lanewise.loss.Targets;
import lanewise.nn.Graph;
import lanewise.nn.Network;
import lanewise.nn.Parameter;
import lanewise.nn.Workspace;
import lanewise.tensor.DType;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * Compares the gradients of a network (of one layer or many) with numeric ones, in float64.
 *
 * <p>The numeric derivative is the central difference of fourth order, (8 (f(h) - f(-h)) - (f(2h) -
 * f(-2h))) / (12 h). The differences of f are taken term by term before they are summed, so terms
 * that do not change do not blur them.
 *
 * <p>The error of an element is CS231n's: |x - y| / max(1e-8, |x| + |y|). A right gradient of a
 * smooth function shows 1e-7 or less. What rounding alone may do to a numeric derivative, a few
 * units in the last place of the terms divided by h, must not look worse than that: where it would,
 * the 1e-8 is raised. Where a function has kinks (ReLU, hinge), keep the inputs more than 2 h away
 * from them.
 *
 * <pre>
 * Network network = Network.of(Value.input(4).then(new MyLayer("mine"))).build(reference, 1);
 * System.out.println(GradientCheck.of(network));
 * </pre>
 */
public final class GradientCheck {
  /** The step h if nothing else is said. */
  public static final double DEFAULT_STEP = 1e-3;

  private static final int EXAMPLES = 3;

  private static final double FLOOR = 1e-8;

  /** The error that a right gradient may show. */
  private static final double RIGHT = 1e-7;

  /** Units of rounding that one term of f is allowed: a forward pass rounds more than once. */
  private static final double ROUNDINGS = 64;

  private final Network network;
  private final double step;
  private final long noiseSeed;

  /** With the default step. */
  public GradientCheck(Network network) {
    this(network, DEFAULT_STEP, 1);
  }

  /**
   * @param network on a float64 backend
   * @param step the h of the differences
   * @param noiseSeed fixes the masks of dropout, so that f is a function
   * @throws LanewiseException if the backend is not float64 or the step is not above 0
   */
  public GradientCheck(Network network, double step, long noiseSeed) {
    if (network.backend().dtype() != DType.FLOAT64) {
      throw new LanewiseException(
          "GradientCheck: network on backend "
              + network.backend().name()
              + " ("
              + network.backend().dtype()
              + "), expected float64; use network.copyTo(Backend.reference())");
    }
    if (!(step > 0 && step < 1)) {
      throw new LanewiseException("GradientCheck: step " + step + ", expected above 0 to 1");
    }
    this.network = network;
    this.step = step;
    this.noiseSeed = noiseSeed;
  }

  /**
   * The worst element of one tensor.
   *
   * @param tensor {@code input} or a parameter's name
   * @param maxRelativeError the largest |x - y| / max(1e-8, |x| + |y|)
   * @param index its flat index
   * @param analytic what backward gave there
   * @param numeric what the differences gave there
   */
  public record Worst(
      String tensor, double maxRelativeError, int index, double analytic, double numeric) {}

  /** The worst element of each tensor: the input, then the learned parameters. */
  public record Report(List<Worst> tensors) {
    public Report {
      tensors = List.copyOf(tensors);
    }

    /** The largest error of all; NaN if one is. */
    public double maxRelativeError() {
      return tensors.stream().mapToDouble(Worst::maxRelativeError).reduce(0, Math::max);
    }

    /** A line per tensor: its name, its largest error, and where. */
    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      for (Worst worst : tensors) {
        text.append(
            String.format(
                Locale.ROOT,
                "%-24s %.1e  [%d]: %.9g, numeric %.9g%n",
                worst.tensor(),
                worst.maxRelativeError(),
                worst.index(),
                worst.analytic(),
                worst.numeric()));
      }
      return text.toString();
    }
  }

  /**
   * Checks a network at a few random examples, normal with mean 0 and deviation 1: all inputs and
   * learned parameters against the sum of the outputs, weighted by random numbers.
   *
   * @param network on a float64 backend
   * @throws LanewiseException if the backend is not float64
   */
  public static Report of(Network network) {
    SeededRandom random = SeededRandom.stream(1, "gradient check");
    List<Tensor> batch = new ArrayList<>();
    for (Graph.Input input : network.graph().inputs()) {
      batch.add(normal(network.backend(), input.shape().batch(EXAMPLES), random));
    }
    return new GradientCheck(network).run(batch);
  }

  private static Tensor normal(Backend backend, Shape shape, SeededRandom random) {
    Tensor values = backend.zeros(shape);
    for (int i = 0; i < values.size(); i++) {
      values.set(i, random.nextGaussian());
    }
    return values;
  }

  /**
   * Checks the sum of the outputs weighted by fixed random numbers, for layers without a loss.
   *
   * @param x a batch of the one input, left as it was
   */
  public Report run(Tensor x) {
    return run(List.of(x));
  }

  /**
   * Checks the sum of all outputs weighted by fixed random numbers.
   *
   * @param inputs a batch of each input, left as they were
   */
  public Report run(List<Tensor> inputs) {
    SeededRandom random = new SeededRandom(noiseSeed);
    int examples = inputs.get(0).shape().examples();
    List<Tensor> weights = new ArrayList<>();
    for (int output : network.graph().outputs()) {
      Shape shape = network.graph().shape(output).batch(examples);
      weights.add(normal(network.backend(), shape, random));
    }
    return check(
        inputs,
        new Objective() {
          @Override
          public double[] terms(List<Tensor> outputs) {
            DoubleStream.Builder terms = DoubleStream.builder();
            for (int o = 0; o < outputs.size(); o++) {
              for (int i = 0; i < outputs.get(o).size(); i++) {
                terms.add(outputs.get(o).get(i) * weights.get(o).get(i));
              }
            }
            return terms.build().toArray();
          }

          @Override
          public List<Tensor> gradients(List<Tensor> outputs) {
            return weights;
          }
        });
  }

  /**
   * Checks the mean loss.
   *
   * @param x a batch of inputs, left as it was
   */
  public Report run(Tensor x, Loss loss, Targets targets) {
    Workspace workspace = Workspace.forTraining(network.backend());
    return check(
        List.of(x),
        new Objective() {
          private double divisor;

          @Override
          public double[] terms(List<Tensor> outputs) {
            double mean = loss.forward(outputs.get(0), targets, workspace);
            double[] terms = loss.perExample(workspace).toDoubles();
            if (divisor == 0 && mean != 0) {
              // What the mean divides by depends on the targets alone.
              divisor = Arrays.stream(terms).sum() / mean;
            }
            for (int i = 0; i < terms.length; i++) {
              terms[i] = divisor == 0 ? 0 : terms[i] / divisor;
            }
            return terms;
          }

          @Override
          public List<Tensor> gradients(List<Tensor> outputs) {
            loss.forward(outputs.get(0), targets, workspace);
            return List.of(loss.backward(workspace));
          }
        });
  }

  /** A scalar function of the network's outputs: the sum of its terms. */
  private interface Objective {
    double[] terms(List<Tensor> outputs);

    List<Tensor> gradients(List<Tensor> outputs);
  }

  /** A function of everything that is varied: the terms of the objective, as the network is now. */
  private interface Terms {
    double[] now();
  }

  private Report check(List<Tensor> batch, Objective objective) {
    Backend backend = network.backend();
    List<Tensor> inputs = new ArrayList<>();
    batch.forEach(x -> inputs.add(backend.zeros(x.shape()).copyFrom(x)));
    Workspace workspace = network.trainingWorkspace().wantInputGradient(true);
    workspace.noiseSeed(noiseSeed);
    double[] state = network.parameterSet().state().toDoubles();
    network.parameterSet().clearGradients();
    List<Tensor> outputs = network.forward(inputs, workspace);
    network.backward(objective.gradients(outputs), workspace);
    Terms terms = () -> objective.terms(network.forward(inputs, workspace));
    List<Variable> variables = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      String name = inputs.size() == 1 ? "input" : "input " + network.graph().name(i);
      // A copy: the forward passes that follow reuse the workspace's memory.
      Tensor gradient = backend.zeros(inputs.get(i).shape());
      variables.add(
          new Variable(
              name, inputs.get(i), gradient.copyFrom(network.inputGradient(i, workspace))));
    }
    for (Parameter parameter : network.parameters()) {
      if (parameter.isLearned()) {
        variables.add(new Variable(parameter.name(), parameter.value(), parameter.gradient()));
      }
    }
    List<Worst> worst =
        new ArrayList<>(variables.stream().map(variable -> compare(variable, terms)).toList());
    network.parameterSet().state().copyFrom(state);
    return new Report(worst);
  }

  /** What is varied, and the gradient that backward gave for it. */
  private record Variable(String name, Tensor values, Tensor gradient) {}

  private Worst compare(Variable variable, Terms terms) {
    double[] analytic = variable.gradient().toDoubles();
    Worst worst = new Worst(variable.name(), 0, 0, 0, 0);
    for (int i = 0; i < analytic.length; i++) {
      Derivative numeric = derivative(variable.values(), i, terms);
      double size = Math.abs(analytic[i]) + Math.abs(numeric.value);
      double error =
          Math.abs(analytic[i] - numeric.value)
              / Math.max(Math.max(FLOOR, numeric.blur / RIGHT), size);
      // NaN must win: it is neither larger nor smaller.
      if (!(error <= worst.maxRelativeError)) {
        worst = new Worst(variable.name(), error, i, analytic[i], numeric.value);
        if (Double.isNaN(error)) {
          return worst;
        }
      }
    }
    return worst;
  }

  /** A numeric derivative, and how far rounding alone may have moved it. */
  private record Derivative(double value, double blur) {}

  private Derivative derivative(Tensor values, int index, Terms terms) {
    double centre = values.get(index);
    double[] up = termsAt(values, index, centre + step, terms);
    double[] down = termsAt(values, index, centre - step, terms);
    double[] farUp = termsAt(values, index, centre + 2 * step, terms);
    double[] farDown = termsAt(values, index, centre - 2 * step, terms);
    values.set(index, centre);
    double sum = 0;
    double rounding = 0;
    for (int i = 0; i < up.length; i++) {
      double near = up[i] - down[i];
      double far = farUp[i] - farDown[i];
      sum += 8 * near - far;
      rounding += near == 0 && far == 0 ? 0 : Math.ulp(up[i]) + Math.ulp(farUp[i]);
    }
    return new Derivative(sum / (12 * step), ROUNDINGS * rounding / (12 * step));
  }

  private static double[] termsAt(Tensor values, int index, double value, Terms terms) {
    values.set(index, value);
    return terms.now();
  }
}
