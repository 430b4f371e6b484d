package lanewise.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.kernel.Backend;
import lanewise.loss.Loss;
import lanewise.loss.Targets;
import lanewise.nn.Cache;
import lanewise.nn.Network;
import lanewise.nn.Parameter;
import lanewise.tensor.DType;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

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
 * Network network = Network.of(reference, Shape.of(4), seed, new MyLayer("mine"));
 * GradientCheck.Report report = new GradientCheck(network).run(x);
 * assert report.maxRelativeError() &lt;= 1e-7 : report;
 * </pre>
 */
public final class GradientCheck {
  /** The step h if nothing else is said. */
  public static final double DEFAULT_STEP = 1e-3;

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
              + "), expected float64; use network.copyTo(Backend.create(\"reference\", 1))");
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
  }

  /**
   * Checks the sum of the outputs weighted by fixed random numbers, for layers without a loss.
   *
   * @param x a batch of inputs, left as it was
   */
  public Report run(Tensor x) {
    Tensor weights = network.backend().zeros(network.outputShape().batch(x.shape().examples()));
    SeededRandom random = new SeededRandom(noiseSeed);
    for (int i = 0; i < weights.size(); i++) {
      weights.set(i, random.nextGaussian());
    }
    return check(
        x,
        new Objective() {
          @Override
          public double[] terms(Tensor y) {
            double[] terms = y.toDoubles();
            for (int i = 0; i < terms.length; i++) {
              terms[i] *= weights.get(i);
            }
            return terms;
          }

          @Override
          public Tensor gradient(Tensor y) {
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
    Cache cache = Cache.forTraining(network.backend());
    return check(
        x,
        new Objective() {
          private double divisor;

          @Override
          public double[] terms(Tensor y) {
            double mean = loss.forward(y, targets, cache);
            double[] terms = loss.perExample(cache).toDoubles();
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
          public Tensor gradient(Tensor y) {
            loss.forward(y, targets, cache);
            return loss.backward(cache);
          }
        });
  }

  /** A scalar function of the network's output: the sum of its terms. */
  private interface Objective {
    double[] terms(Tensor y);

    Tensor gradient(Tensor y);
  }

  private Report check(Tensor x, Objective objective) {
    Backend backend = network.backend();
    Tensor input = backend.zeros(x.shape()).copyFrom(x);
    Cache cache = Cache.forTraining(backend);
    cache.noiseSeed(noiseSeed);
    double[] state = network.parameterSet().state().toDoubles();
    network.parameterSet().clearGradients();
    Tensor y = network.forward(input, cache);
    @Nullable Tensor dX = network.backward(objective.gradient(y), cache);
    List<Worst> worst = new ArrayList<>();
    if (dX != null) {
      worst.add(compare("input", input, dX.toDoubles(), input, cache, objective));
    }
    for (Parameter parameter : network.parameters()) {
      if (parameter.role() != Parameter.Role.STATE) {
        worst.add(
            compare(
                parameter.name(),
                parameter.value(),
                parameter.gradient().toDoubles(),
                input,
                cache,
                objective));
      }
    }
    network.parameterSet().state().copyFrom(state);
    return new Report(worst);
  }

  private Worst compare(
      String name,
      Tensor variable,
      double[] analytic,
      Tensor input,
      Cache cache,
      Objective objective) {
    Worst worst = new Worst(name, 0, 0, 0, 0);
    for (int i = 0; i < analytic.length; i++) {
      Derivative numeric = derivative(variable, i, input, cache, objective);
      double size = Math.abs(analytic[i]) + Math.abs(numeric.value);
      double error =
          Math.abs(analytic[i] - numeric.value)
              / Math.max(Math.max(FLOOR, numeric.blur / RIGHT), size);
      // NaN must win: it is neither larger nor smaller.
      if (!(error <= worst.maxRelativeError)) {
        worst = new Worst(name, error, i, analytic[i], numeric.value);
        if (Double.isNaN(error)) {
          return worst;
        }
      }
    }
    return worst;
  }

  /** A numeric derivative, and how far rounding alone may have moved it. */
  private record Derivative(double value, double blur) {}

  private Derivative derivative(
      Tensor variable, int index, Tensor input, Cache cache, Objective objective) {
    double centre = variable.get(index);
    double[] up = termsAt(variable, index, centre + step, input, cache, objective);
    double[] down = termsAt(variable, index, centre - step, input, cache, objective);
    double[] farUp = termsAt(variable, index, centre + 2 * step, input, cache, objective);
    double[] farDown = termsAt(variable, index, centre - 2 * step, input, cache, objective);
    variable.set(index, centre);
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

  private double[] termsAt(
      Tensor variable, int index, double value, Tensor input, Cache cache, Objective objective) {
    variable.set(index, value);
    return objective.terms(network.forward(input, cache));
  }
}
