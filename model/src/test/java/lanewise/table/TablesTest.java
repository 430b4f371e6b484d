package lanewise.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import lanewise.feature.Features;
import lanewise.model.CrossValidation;
import lanewise.model.Model;
import lanewise.model.Training;
import lanewise.optim.Adam;
import org.junit.jupiter.api.Test;

class TablesTest {
  @Test
  void penguinsAreWhole() {
    Table penguins = Tables.penguins();

    assertThat(penguins.rows()).isEqualTo(344);
    assertThat(penguins.columns().stream().mapToInt(Column::gaps).sum()).isEqualTo(19);
    assertThat(penguins.column("species").categories())
        .containsExactly("Adelie", "Chinstrap", "Gentoo");
    assertThat(penguins.column("body_mass_g").number(0)).isEqualTo(3750);
  }

  /** The mean that the authors' report has for the 442 patients, and ridge's usual R2, 0.48. */
  @Test
  void diabetesIsLearnedAsWellAsALineCan() {
    Table patients = Tables.diabetes();
    double[] progression =
        IntStream.range(0, patients.rows())
            .mapToDouble(row -> patients.column("progression").number(row))
            .toArray();
    assertThat(Arrays.stream(progression).average().orElseThrow()).isCloseTo(152.133, within(1e-3));

    Features features = Features.of(patients, "progression");
    CrossValidation folds =
        Model.of(features.inputs().dense(1))
            .crossValidate(features, 5, Training.epochs(60).optimizer(Adam.of(0.01)).seed(1));
    assertThat(folds.figure("R2").mean()).isBetween(0.43, 0.53);
  }
}
