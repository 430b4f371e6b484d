package lanewise.nn;

import lanewise.kernel.Activation;

/** A layer that multiplies by a weight, adds a bias and can apply an activation on the way. */
interface AffineLayer extends Layer {
  Activation activation();

  /** A new layer of the same sizes with another activation. */
  AffineLayer with(Activation other);

  /** A new layer of the same sizes and activation without a bias. */
  AffineLayer withoutBias(String otherName);
}
