package lanewise.examples;

import lanewise.course.Affine;
import lanewise.course.Cache;
import lanewise.course.SoftmaxLoss;
import lanewise.tensor.Tensor;

/** CS231n's affine layer and softmax loss, in float64 as NumPy. */
final class CourseNet {
  private CourseNet() {}

  static void main() {
    Tensor x = Tensor.linspace(-0.1, 0.5, 2, 4, 5, 6);
    Affine fc = new Affine(Tensor.linspace(-0.2, 0.3, 120, 3), Tensor.linspace(-0.3, 0.1, 3));
    Cache cache = new Cache();
    Tensor scores = fc.forward(x, cache); // (2, 3), prints as a table
    SoftmaxLoss.Result loss = SoftmaxLoss.of(scores, 0, 2); // loss and dScores
    Tensor dX = fc.backward(loss.gradient(), cache); // (2, 4, 5, 6); fc.dWeight(), fc.dBias()
    System.out.println("scores " + scores + "\nloss " + loss.loss() + "\ndX " + dX.shape());
    System.out.println("dWeight " + fc.dWeight().shape() + "\ndBias " + fc.dBias());
  }
}
