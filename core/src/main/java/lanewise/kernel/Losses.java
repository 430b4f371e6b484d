package lanewise.kernel;

import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Losses with their gradients, in one pass per row. Logits, targets and gradients are (rows, cols),
 * with or without gaps; labels are INT32 of rows elements, each below cols, negative for a row that
 * is ignored: loss 0, gradient 0. {@code losses} receives one value per row. The gradient may be
 * absent; it is gradientScale times the derivative.
 */
public interface Losses {
  /**
   * Softmax cross-entropy of logits against labels: losses[i] = log(sum exp x) - x[label]; dLogits
   * = gradientScale * (softmax(x) - onehot). dLogits may be logits in place.
   */
  void softmaxCrossEntropy(
      Tensor logits, Tensor labels, double gradientScale, Tensor losses, @Nullable Tensor dLogits);

  /**
   * Softmax cross-entropy against weights t (rows, cols) of any non-negative sum T per row
   * (one-hot, soft, smoothed or class-weighted): losses[i] = T * log(sum exp x) - sum t x, where t
   * = 0 contributes 0 even at x = -infinity; dLogits = gradientScale * (T softmax(x) - t). dLogits
   * may be logits in place.
   */
  void softmaxCrossEntropyTargets(
      Tensor logits, Tensor targets, double gradientScale, Tensor losses, @Nullable Tensor dLogits);

  /**
   * Turns labels into the targets of {@link #softmaxCrossEntropyTargets}: t[c] = w[c] * ((c ==
   * label ? 1 - smoothing : 0) + smoothing / cols), w the class weights (cols elements) or 1; for a
   * negative label the row is 0. smoothing is within 0 to 1.
   */
  void classTargets(Tensor labels, @Nullable Tensor classWeights, double smoothing, Tensor targets);

  /**
   * Negative log-likelihood of log-probabilities x: losses[i] = -x[label]; dX = -gradientScale at
   * the label, else 0. dX must not overlap x.
   */
  void negativeLogLikelihood(
      Tensor x, Tensor labels, double gradientScale, Tensor losses, @Nullable Tensor dX);

  /**
   * Multiclass hinge (SVM) loss: losses[i] = sum over j != label of max(0, x[j] - x[label] +
   * margin); dX[j] = gradientScale where the term is positive, dX[label] = -gradientScale * number
   * of positive terms. A term that is NaN makes NaN of the loss, of its dX[j] and of dX[label].
   * Source: Weston, Watkins 1999; CS231n. dX may be x in place.
   */
  void multiclassHinge(
      Tensor x,
      Tensor labels,
      double margin,
      double gradientScale,
      Tensor losses,
      @Nullable Tensor dX);

  /**
   * losses[i] = sum over the row of l(x, t); dX = gradientScale * l'(x, t). dX may be x in place.
   */
  void pointwiseLoss(
      PointwiseLoss l,
      Tensor x,
      Tensor targets,
      double gradientScale,
      Tensor losses,
      @Nullable Tensor dX);
}
