package lanewise.kernel;

import lanewise.tensor.Tensor;

/**
 * What a normalisation multiplies by and adds, per column; or the gradients of both. A layer makes
 * one and keeps it.
 *
 * @param gamma the factors, cols elements
 * @param beta the summands, cols elements
 */
public record Gain(Tensor gamma, Tensor beta) {}
