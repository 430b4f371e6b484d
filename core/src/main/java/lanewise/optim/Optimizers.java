package lanewise.optim;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import lanewise.tensor.LanewiseException;

/**
 * The update rules by their names (sgd, momentum, nesterov, rmsprop, adagrad, adam, adamw) and in
 * CS231n (update_rule sgd, sgd_momentum, rmsprop, adam), with options by the names of CS231n's
 * optim_config.
 */
public final class Optimizers {
  private static final String RATE = "learning_rate";
  private static final String WEIGHT_DECAY = "weight_decay";
  private static final String BIAS_DECAY = "bias_decay";

  private static final Map<String, List<String>> OPTIONS =
      Map.of(
          "sgd", List.of(),
          "momentum", List.of("momentum"),
          "nesterov", List.of("momentum"),
          "rmsprop", List.of("decay_rate", "epsilon"),
          "adagrad", List.of("epsilon"),
          "adam", List.of("beta1", "beta2", "epsilon", "amsgrad"),
          "adamw", List.of("beta1", "beta2", "epsilon", "amsgrad"));

  private Optimizers() {}

  /** The names of the rules. */
  public static List<String> names() {
    return OPTIONS.keySet().stream().sorted().toList();
  }

  /**
   * The options that a rule knows: learning_rate, weight_decay, bias_decay, and its own. amsgrad is
   * 1 or 0.
   *
   * @throws LanewiseException if the rule is unknown
   */
  public static List<String> optionsOf(String rule) {
    TreeSet<String> known = new TreeSet<>(List.of(RATE, WEIGHT_DECAY, BIAS_DECAY));
    known.addAll(OPTIONS.getOrDefault(canonical(rule), List.of()));
    return List.copyOf(known);
  }

  /** The optimizer of a name with its defaults; see {@link #create(String, Map)}. */
  public static Optimizer create(String rule) {
    return create(rule, Map.of());
  }

  /**
   * The optimizer of a name. Where no learning rate is given it is the rule's usual one: 1e-3 for
   * Adam and AdamW, 1e-2 for all others (CS231n's).
   *
   * @throws LanewiseException if the rule or an option is unknown, or an option is out of range;
   *     the message lists what is known
   */
  public static Optimizer create(String rule, Map<String, Double> options) {
    String name = checked(rule, options);
    WeightDecay decay =
        new WeightDecay(
            options.getOrDefault(
                WEIGHT_DECAY, name.equals("adamw") ? AdamW.DEFAULT_WEIGHT_DECAY : 0),
            options.getOrDefault(BIAS_DECAY, 0.0));
    double rate =
        options.getOrDefault(RATE, name.equals("adam") || name.equals("adamw") ? 1e-3 : 1e-2);
    double momentum = options.getOrDefault("momentum", Momentum.DEFAULT_MOMENTUM);
    double epsilon = options.getOrDefault("epsilon", Adam.DEFAULT_EPSILON);
    double beta1 = options.getOrDefault("beta1", Adam.DEFAULT_BETA1);
    double beta2 = options.getOrDefault("beta2", Adam.DEFAULT_BETA2);
    boolean amsgrad = amsgrad(name, options);
    return switch (name) {
      case "sgd" -> Sgd.of(rate).weightDecay(decay);
      case "momentum" -> Momentum.of(rate).momentum(momentum).weightDecay(decay);
      case "nesterov" -> Momentum.of(rate).nesterov().momentum(momentum).weightDecay(decay);
      case "rmsprop" ->
          RmsProp.of(rate)
              .decayRate(options.getOrDefault("decay_rate", RmsProp.DEFAULT_DECAY_RATE))
              .epsilon(epsilon)
              .weightDecay(decay);
      case "adagrad" -> Adagrad.of(rate).epsilon(epsilon).weightDecay(decay);
      case "adam" ->
          Adam.of(rate)
              .beta1(beta1)
              .beta2(beta2)
              .epsilon(epsilon)
              .amsgrad(amsgrad)
              .weightDecay(decay);
      default ->
          AdamW.of(rate)
              .beta1(beta1)
              .beta2(beta2)
              .epsilon(epsilon)
              .amsgrad(amsgrad)
              .weightDecay(decay);
    };
  }

  private static String checked(String rule, Map<String, Double> options) {
    String name = canonical(rule);
    List<String> known = optionsOf(name);
    for (String option : new TreeSet<>(options.keySet())) {
      if (!known.contains(option)) {
        throw new LanewiseException(
            "optimizer " + name + ": unknown option " + option + ", expected one of " + known);
      }
    }
    return name;
  }

  private static String canonical(String rule) {
    String name = rule.equals("sgd_momentum") ? "momentum" : rule;
    if (!OPTIONS.containsKey(name)) {
      throw new LanewiseException(
          "optimizer " + rule + ": unknown, expected one of " + names() + " or sgd_momentum");
    }
    return name;
  }

  private static boolean amsgrad(String name, Map<String, Double> options) {
    double value = options.getOrDefault("amsgrad", 0.0);
    FlatOptimizer.require(value == 0 || value == 1, name, "amsgrad", value, "1 or 0");
    return value == 1;
  }
}
