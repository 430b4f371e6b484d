package lanewise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import lanewise.course.Solver;
import lanewise.data.Dataset;
import lanewise.data.Normalizer;
import lanewise.io.dataset.Datasets;
import lanewise.kernel.Backend;
import org.junit.jupiter.api.Test;

/** The exercises on data that is built in. */
class SolverExercisesTest {
  @Test
  void threeLayersLearnFiftyImagesByHeart() {
    Dataset digits = Datasets.load("digits", null).data();
    digits.normalize(Normalizer.fit("mean-image", digits));
    Dataset validation = digits.subset(IntStream.range(1000, 1100).toArray());
    try (Backend backend = Backend.auto()) {
      Solver solver = SolverExercises.overfitFifty(digits, validation, backend, 0.1, 0.1);

      solver.train();

      assertThat(solver.trainAccHistory()).hasSize(21).endsWith(1);
    }
  }

  @Test
  void twoLayersLearnFromAll() {
    Dataset digits = Datasets.load("digits", null).data();
    digits.normalize(Normalizer.fit("standardize", digits));
    Dataset train = digits.subset(IntStream.range(0, 1500).toArray());
    Dataset validation = digits.subset(IntStream.range(1500, 1797).toArray());
    try (Backend backend = Backend.auto()) {
      Solver solver = SolverExercises.twoLayerNet(train, validation, backend, 0.1, 0.1);

      solver.train();

      assertThat(solver.lossHistory()).hasSize(75);
      assertThat(solver.bestValAcc()).isGreaterThan(0.7);
    }
  }
}
