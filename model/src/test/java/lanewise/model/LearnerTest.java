package lanewise.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import lanewise.data.DataException;
import lanewise.feature.Features;
import lanewise.optim.Adam;
import lanewise.optim.Sgd;
import lanewise.table.CsvOptions;
import lanewise.table.Table;
import lanewise.table.TableStream;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Tensor;
import lanewise.train.RateSweep;
import lanewise.train.TrainingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that learn from rows as they come. */
class LearnerTest {
  private static final int ROWS = 1000;

  @TempDir Path folder;

  /** y is yes where a is above b; c is one of three texts, and without meaning. */
  private static String csv(long seed) {
    SeededRandom random = new SeededRandom(seed);
    StringBuilder text = new StringBuilder("a,b,c,y\n");
    for (int row = 0; row < ROWS; row++) {
      double a = random.nextInt(1000) / 10.0;
      double b = random.nextInt(1000) / 10.0;
      text.append(a).append(',').append(row % 9 == 0 ? "" : b).append(',');
      text.append(List.of("red", "green", "blue").get(random.nextInt(3))).append(',');
      text.append(a > b ? "yes\n" : "no\n");
    }
    return text.toString();
  }

  private Path file(long seed) throws IOException {
    Path file = folder.resolve("rows-" + seed + ".csv");
    Files.writeString(file, csv(seed));
    return file;
  }

  private static Training training() {
    return Training.epochs(12).batchSize(16).optimizer(Adam.of(0.01)).seed(4);
  }

  private static Model.Plan plan(Features features) {
    return Model.of(features.inputs().dense(16).relu().dense(1));
  }

  private static double[] weights(Model model) {
    return model.file().parameters().values().stream()
        .map(Tensor::toDoubles)
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  @Test
  void aStreamOfTablesIsLearned() throws IOException {
    TableStream stream = TableStream.ofCsv(file(1), CsvOptions.defaults(), 130);
    Features sample = Features.of(stream.sample(300, 7), "y");
    Model model = plan(sample).fit(sample, stream, training());

    assertThat(model.evaluate(Table.readCsv(file(2))).accuracy()).isGreaterThan(0.85);
    assertThat(weights(plan(sample).fit(sample, stream, training().threads(2))))
        .as("any number of threads")
        .containsExactly(weights(model));
  }

  /** It would have been a model that learned nothing. */
  @Test
  void aStreamIsLearnedForEpochsNotForSteps() throws IOException {
    TableStream stream = TableStream.ofCsv(file(1), CsvOptions.defaults(), 130);
    Features sample = Features.of(stream.sample(300, 7), "y");
    assertThatThrownBy(() -> plan(sample).fit(sample, stream, Training.steps(100)))
        .isInstanceOf(TrainingException.class)
        .hasMessage("Model.fit: 100 steps for a stream, expected epochs");
  }

  @Test
  void tablesOfAFileAreItsRowsInOrder() throws IOException {
    Path file = file(1);
    Table whole = Table.readCsv(file);
    for (int rows : new int[] {1, 7, 250, ROWS, ROWS + 1}) {
      List<Table> tables = new ArrayList<>();
      TableStream.ofCsv(file, CsvOptions.defaults(), rows).forEach(tables::add);

      assertThat(tables).hasSize(Math.ceilDiv(ROWS, rows));
      Table joined = tables.stream().reduce(Table::append).orElseThrow();
      assertThat(joined.rows()).isEqualTo(ROWS);
      whole
          .columns()
          .forEach(
              column -> {
                assertThat(joined.column(column.name()).categories())
                    .isEqualTo(column.categories());
                for (int row = 0; row < ROWS; row++) {
                  assertThat(joined.column(column.name()).text(row)).isEqualTo(column.text(row));
                }
              });
    }
    assertThatThrownBy(() -> TableStream.ofCsv(file, CsvOptions.defaults(), 0))
        .isInstanceOf(DataException.class);
  }

  /** A column of numbers whose first table looks like truth values is one of numbers throughout. */
  @Test
  void kindsAreThoseOfTheWholeFile() throws IOException {
    Path file = folder.resolve("kinds.csv");
    Files.writeString(file, "a,b\n1,yes\n0,no\n,yes\n2.5,maybe\n");
    List<Table> tables = new ArrayList<>();
    TableStream.ofCsv(file, CsvOptions.defaults(), 2).forEach(tables::add);

    Table whole = Table.readCsv(file);
    assertThat(tables)
        .allSatisfy(
            table ->
                assertThat(table.columns().stream().map(column -> column.kind()).toList())
                    .isEqualTo(whole.columns().stream().map(column -> column.kind()).toList()));
    Files.writeString(file, "a,b\n");
    tables.clear();
    TableStream.ofCsv(file, CsvOptions.defaults(), 2).forEach(tables::add);
    assertThat(tables).singleElement().satisfies(table -> assertThat(table.rows()).isZero());
  }

  /** Of 4000 drawn rows each part of the file has its share, within four standard deviations. */
  @Test
  void aSampleDrawsEachRowAlike() throws IOException {
    Path file = folder.resolve("numbers.csv");
    StringBuilder text = new StringBuilder("n\n");
    IntStream.range(0, 4000).forEach(n -> text.append(n).append('\n'));
    Files.writeString(file, text);
    TableStream stream = TableStream.ofCsv(file, CsvOptions.defaults(), 333);
    int[] quarters = new int[4];
    for (int seed = 0; seed < 10; seed++) {
      Table drawn = stream.sample(400, seed);
      assertThat(drawn.rows()).isEqualTo(400);
      double before = -1;
      for (int row = 0; row < 400; row++) {
        double number = drawn.column("n").number(row);
        assertThat(number).isGreaterThan(before);
        before = number;
        quarters[(int) number / 1000]++;
      }
    }
    assertThat(Arrays.stream(quarters)).allSatisfy(count -> assertThat(count).isBetween(890, 1110));
    assertThat(stream.sample(5000, 1).rows()).isEqualTo(4000);
  }

  @Test
  void rowByRowIsLearnedAndAnswered() throws IOException {
    Table rows = Table.readCsv(file(1));
    Features sample = Features.of(rows, "y");
    Training single = Training.epochs(1).batchSize(1).optimizer(Sgd.of(0.05)).seed(4);
    try (Learner learner = plan(sample).learner(sample, single)) {
      Model before = learner.model();
      double[] weightsBefore = weights(before);
      for (int row = 0; row < ROWS; row++) {
        learner.learn(
            Map.of(
                "a", rows.column("a").number(row),
                "b", rows.column("b").number(row),
                "c", String.valueOf(rows.column("c").text(row)),
                "y", String.valueOf(rows.column("y").text(row))));
      }
      assertThat(learner.steps()).isEqualTo(ROWS);
      Model after = learner.model();
      assertThat(weights(before)).as("a model stays").containsExactly(weightsBefore);
      assertThat(after.evaluate(Table.readCsv(file(2))).accuracy()).isGreaterThan(0.8);

      try (Learner whole = plan(sample).learner(sample, single)) {
        whole.learn(rows);
        assertThat(weights(whole.model()))
            .as("one by one as in one table")
            .containsExactly(weights(after));
      }
    }
  }

  @Test
  void whatCannotBeLearnedChangesNothing() throws IOException {
    Features sample = Features.of(Table.readCsv(file(1)), "y");
    try (Learner learner = plan(sample).learner(sample, training())) {
      double[] before = weights(learner.model());
      assertThatThrownBy(() -> learner.learn(Map.of("a", 1, "b", 2, "c", "red", "y", "perhaps")))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("perhaps")
          .hasMessageContaining("y");
      assertThatThrownBy(() -> learner.learn(Map.of("a", "x", "b", 2, "c", "red", "y", "yes")))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("column a");
      assertThat(learner.steps()).isZero();
      assertThat(weights(learner.model())).containsExactly(before);
    }
    for (Training refused :
        List.of(
            training().validation(0.2),
            training().patience(3),
            training().averaging(0.9),
            training().balanced(),
            training().progressBar(System.err))) {
      assertThatThrownBy(() -> plan(sample).learner(sample, refused))
          .isInstanceOf(TrainingException.class)
          .hasMessageStartingWith("Learner: ");
    }
  }

  /** Whole or in two parts with a file between them. */
  @Test
  void aSavedModelLearnsOnAsIfItHadNotBeenSaved() throws IOException {
    Table rows = Table.readCsv(file(1));
    Features sample = Features.of(rows, "y");
    Training keeping = training().keepingOptimizer();
    Table first = rows.rows(IntStream.range(0, 480).toArray());
    Table second = rows.rows(IntStream.range(480, ROWS).toArray());
    Path saved = folder.resolve("model.safetensors");
    double[] whole;
    try (Learner learner = plan(sample).learner(sample, keeping)) {
      learner.learn(first);
      learner.model().save(saved);
      learner.learn(second);
      whole = weights(learner.model());
    }
    try (Learner learner = Model.load(saved).learner(keeping)) {
      learner.learn(second);
      assertThat(weights(learner.model())).containsExactly(whole);
    }
    try (Learner learner = Model.load(saved).learner(training())) {
      learner.learn(second);
      assertThat(weights(learner.model())).isNotEqualTo(whole);
    }
    try (Learner learner = Model.load(saved).learner(keeping.optimizer(Sgd.of(0.1)))) {
      learner.learn(second);
      assertThat(learner.model().file().optimizer().orElseThrow().rule()).isEqualTo("sgd");
    }
  }

  @Test
  void fittingFurtherGoesOnWithTheOptimizer() throws IOException {
    Table rows = Table.readCsv(file(1));
    Features features = Features.of(rows, "y");
    Training keeping = training().keepingOptimizer();
    Model model = plan(features).fit(features, keeping);
    Path saved = folder.resolve("model.safetensors");
    model.save(saved);

    long steps = model.file().optimizer().orElseThrow().steps();
    assertThat(steps).isEqualTo(12L * Math.ceilDiv(ROWS, 16));
    Model further = Model.load(saved).fit(rows, keeping);
    assertThat(further.file().optimizer().orElseThrow().steps()).isEqualTo(2 * steps);
    assertThat(weights(further)).isNotEqualTo(weights(Model.load(saved).fit(rows, training())));
    assertThat(Model.load(saved).fit(rows, training()).file().optimizer()).isEmpty();
  }

  @Test
  void averagingAndRatesAreAtHand() throws IOException {
    Features features = Features.of(Table.readCsv(file(1)), "y");
    RateSweep rates = plan(features).rates(features, training());
    assertThat(rates.suggested()).isBetween(1e-4, 1.0);

    Model averaged = plan(features).fit(features, training().averaging(0.99));
    assertThat(averaged.evaluate(Table.readCsv(file(2))).accuracy()).isGreaterThan(0.85);
    assertThat(weights(averaged)).isNotEqualTo(weights(plan(features).fit(features, training())));
  }
}
