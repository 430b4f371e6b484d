package lanewise.kernel;

/**
 * The constants of Adam and its relatives; an optimizer makes one and keeps it.
 *
 * @param beta1 the decay of the first moment, 0 to less than 1
 * @param beta2 the decay of the second moment, 0 to less than 1
 * @param epsilon what is added to the root of the second moment
 * @param l2 the strength of the penalty that is part of the gradient
 * @param decoupledDecay the decay of the weights beside the gradient (AdamW), per step as a
 *     multiple of the rate
 */
public record AdamConfig(
    double beta1, double beta2, double epsilon, double l2, double decoupledDecay) {}
