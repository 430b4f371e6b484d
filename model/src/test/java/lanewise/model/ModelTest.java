package lanewise.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lanewise.data.DataException;
import lanewise.data.Dataset;
import lanewise.data.TrainTest;
import lanewise.feature.Features;
import lanewise.feature.Task;
import lanewise.io.dataset.Datasets;
import lanewise.loss.BinaryCrossEntropy;
import lanewise.loss.Huber;
import lanewise.loss.Loss;
import lanewise.loss.MeanSquaredError;
import lanewise.loss.NoAnswerException;
import lanewise.loss.SoftmaxCrossEntropy;
import lanewise.loss.SvmHinge;
import lanewise.nn.Dense;
import lanewise.nn.Initializers;
import lanewise.nn.Value;
import lanewise.optim.Adam;
import lanewise.table.Column;
import lanewise.table.Table;
import lanewise.tensor.SeededRandom;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.train.Metrics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model from its training to its answers. */
class ModelTest {
  private static final int ROWS = 400;

  /** yes where age is above 40, but for Kiel, where nobody; every seventh age is a gap. */
  private static Table customers(long seed) {
    SeededRandom random = new SeededRandom(seed);
    double[] age = new double[ROWS];
    double[] spent = new double[ROWS];
    List<@Nullable String> city = new ArrayList<>();
    List<@Nullable String> churn = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      age[row] = 20 + random.nextInt(50);
      spent[row] = 100 * random.nextDouble();
      city.add(List.of("Kiel", "Bonn", "Jena").get(random.nextInt(3)));
      churn.add(age[row] > 40 && !"Kiel".equals(city.get(row)) ? "yes" : "no");
      if (row % 7 == 6) {
        age[row] = Double.NaN;
        churn.set(row, "no");
      }
    }
    return Table.ofColumns(
        "customers",
        List.of(
            Column.numbers("age", age),
            Column.numbers("spent", spent),
            Column.categories("city", city),
            Column.categories("churn", churn)));
  }

  private static Model churn(Training training) {
    Features features = Features.of(customers(1), "churn");
    return Model.of(features.inputs().dense(16).relu().dense(1)).fit(features, training);
  }

  private static Training quick() {
    return Training.epochs(40).batchSize(32).optimizer(Adam.of(0.01)).seed(3);
  }

  @Test
  void flowersAreToldApartByAFewLines(@TempDir Path folder) {
    TrainTest<Dataset> split = Datasets.iris().split(0.8, 42);
    Model model =
        Model.of(Value.input(4).dense(16).relu().dense(3))
            .fit(
                split.train(), Training.epochs(100).batchSize(15).optimizer(Adam.of(0.01)).seed(7));

    assertThat(model.evaluate(split.test()).accuracy()).isGreaterThan(0.9);
    Path file = folder.resolve("iris.safetensors");
    model.save(file);
    Prediction answer = Model.load(file).predict(5.1f, 3.5f, 1.4f, 0.2f);
    assertThat(answer.label()).isEqualTo("setosa");
    assertThat(answer.probability()).isGreaterThan(0.9);
    assertThat(answer.probabilities().values().stream().mapToDouble(p -> p).sum())
        .isCloseTo(1, within(1e-6));
  }

  @Test
  void aTableIsLearnedWithItsGapsAndCategories() {
    Model model = churn(quick());

    assertThat(model.task()).isEqualTo(Task.BINARY);
    assertThat(model.names()).containsExactly("no", "yes");
    Metrics test = model.evaluate(customers(2));
    assertThat(test.accuracy()).isGreaterThan(0.95);
    assertThat(test.auc()).isGreaterThan(0.98);
    assertThat(model.predict(Map.of("age", 60, "city", "Bonn")).label()).isEqualTo("yes");
    assertThat(model.predict(Map.of("age", 60, "city", "Kiel")).label()).isEqualTo("no");
    assertThat(model.predict(Map.of("age", 25, "city", "Jena", "plan", "x")).label())
        .isEqualTo("no");
  }

  @Test
  void columnsMayComeInAnyOrderAndForm() {
    Model model = churn(quick());
    Map<String, @Nullable Object> texts = new HashMap<>();
    texts.put("city", "Bonn");
    texts.put("age", "60");
    texts.put("spent", null);

    assertThat(model.predict(texts).probability("yes"))
        .isEqualTo(model.predict(Map.of("age", 60.0, "city", "Bonn")).probability("yes"));
    assertThatThrownBy(() -> model.predict(Map.of("age", "old", "city", "Bonn")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("age")
        .hasMessageContaining("old");
    assertThatThrownBy(() -> model.predict(1f, 2f)).isInstanceOf(ShapeException.class);
  }

  @Test
  void theSameBitsComeFromAnyNumberOfThreads() {
    Model one = churn(quick());
    Model two = churn(quick().threads(2));

    one.file()
        .parameters()
        .forEach(
            (name, value) ->
                assertThat(Objects.requireNonNull(two.file().parameters().get(name)).floats())
                    .as(name)
                    .containsExactly(value.floats()));
  }

  @Test
  void whatIsSavedAnswersAsBefore(@TempDir Path folder) throws Exception {
    Model model = churn(quick()).withThreshold(0.3);
    Path file = folder.resolve("churn.safetensors");
    model.save(file);
    Model fromFile = Model.load(file);
    Model fromStream = Model.load("resource", new ByteArrayInputStream(Files.readAllBytes(file)));

    List<Prediction> before = model.predict(customers(3));
    for (Model again : List.of(fromFile, fromStream)) {
      assertThat(again.threshold()).isEqualTo(0.3);
      List<Prediction> after = again.predict(customers(3));
      for (int row = 0; row < ROWS; row++) {
        assertThat(after.get(row).numbers()).containsExactly(before.get(row).numbers());
        assertThat(after.get(row).label()).isEqualTo(before.get(row).label());
      }
    }
    assertThat(before)
        .allSatisfy(
            answer ->
                assertThat(answer.label())
                    .isEqualTo(answer.probability("yes") >= 0.3 ? "yes" : "no"));
  }

  @Test
  void aModelIsTrainedFurtherAndTheFirstStaysAsItWas(@TempDir Path folder) {
    Model first = churn(quick());
    double before = first.predict(Map.of("age", 60, "city", "Bonn")).probability("yes");
    Path file = folder.resolve("churn.safetensors");
    first.save(file);

    Model second = Model.load(file).fit(customers(5), quick());

    assertThat(first.predict(Map.of("age", 60, "city", "Bonn")).probability("yes"))
        .isEqualTo(before);
    assertThat(second.evaluate(customers(2)).meanLoss())
        .isLessThan(first.evaluate(customers(2)).meanLoss());
    Table another =
        customers(5)
            .withColumn(
                Column.categories(
                    "churn", new ArrayList<>(java.util.Collections.nCopies(ROWS, "perhaps"))));
    assertThatThrownBy(() -> first.fit(another, quick()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("\"perhaps\" in row 0");
  }

  /** Each loss with a target that it can learn. */
  @Test
  void answersFollowFromTheLoss(@TempDir Path folder) {
    for (Loss loss :
        List.of(new SoftmaxCrossEntropy(), new SvmHinge(), new MeanSquaredError(), new Huber())) {
      Features features = Features.of(customers(1), "churn");
      Model model =
          Model.of(features.inputs().dense(16).relu().dense(2)).fit(features, quick().loss(loss));
      Path file = folder.resolve(loss.name().replace(':', '-'));
      model.save(file);
      for (Model asked : List.of(model, Model.load(file))) {
        Prediction answer = asked.predict(Map.of("age", 60, "city", "Bonn"));
        assertThat(answer.label()).as(loss.name()).isEqualTo("yes");
        assertThat(asked.evaluate(customers(2)).accuracy()).as(loss.name()).isGreaterThan(0.95);
        if (loss instanceof SoftmaxCrossEntropy) {
          assertThat(answer.probability()).isGreaterThan(0.5);
        } else {
          assertThatThrownBy(answer::probability).isInstanceOf(NoAnswerException.class);
          assertThat(answer.scores().get("yes")).isGreaterThan(answer.scores().get("no"));
        }
      }
    }
  }

  @Test
  void aNumberComesBackInItsOwnUnit(@TempDir Path folder) {
    SeededRandom random = new SeededRandom(1);
    double[] area = new double[ROWS];
    double[] price = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      area[row] = 50 + 100 * random.nextDouble();
      price[row] = 3000 * area[row] + 20_000;
    }
    Table houses =
        Table.ofColumns(
            "houses", List.of(Column.numbers("area", area), Column.numbers("price", price)));
    for (boolean log : new boolean[] {false, true}) {
      Features features = Features.of(houses, "price");
      features = log ? features.logTarget() : features;
      Model model = Model.of(features.inputs().dense(16).tanh().dense(1)).fit(features, quick());

      double value = model.predict(Map.of("area", 100)).value();
      assertThat(value).isCloseTo(320_000, within(10_000.0));
      Metrics metrics = model.evaluate(houses);
      assertThat(metrics.r2()).isGreaterThan(0.98);
      assertThat(metrics.rootMeanSquaredError()).isBetween(10.0, 15_000.0);
      assertThatThrownBy(() -> model.predict(Map.of("area", 100)).label())
          .isInstanceOf(NoAnswerException.class);
      Path file = folder.resolve("houses");
      model.save(file);
      assertThat(Model.load(file).predict(Map.of("area", 100)).value()).isEqualTo(value);
    }
  }

  @Test
  void severalValuesAndSeveralLabels() {
    Table table = customers(1);
    double[] twice = new double[ROWS];
    List<@Nullable Boolean> rich = new ArrayList<>();
    List<@Nullable Boolean> old = new ArrayList<>();
    double[] spent = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      spent[row] = table.column("spent").number(row);
      twice[row] = 2 * spent[row];
      rich.add(spent[row] > 50);
      old.add(table.column("age").number(row) > 50);
    }
    Table values =
        table.withColumn(Column.numbers("copy", spent)).withColumn(Column.numbers("twice", twice));
    Features two = Features.of(values, "copy", "twice").drop("churn");
    Model model = Model.of(two.inputs().dense(16).tanh().dense(2)).fit(two, quick());
    Prediction answer = model.predict(Map.of("age", 30, "city", "Jena", "spent", 40));
    assertThat(answer.value("copy")).isCloseTo(40, within(5.0));
    assertThat(answer.value("twice")).isCloseTo(80, within(10.0));

    Table labels =
        table.withColumn(Column.booleans("rich", rich)).withColumn(Column.booleans("old", old));
    Features both = Features.of(labels, "rich", "old").drop("churn");
    Model labelled = Model.of(both.inputs().dense(16).relu().dense(2)).fit(both, quick());
    assertThat(labelled.task()).isEqualTo(Task.LABELS);
    assertThat(labelled.predict(Map.of("age", 65, "city", "Jena", "spent", 90)).labels())
        .containsExactly("rich", "old");
    assertThat(labelled.predict(Map.of("age", 25, "city", "Jena", "spent", 90)).labels())
        .containsExactly("rich");
    assertThat(labelled.evaluate(labels).subsetAccuracy()).isGreaterThan(0.85);
  }

  @Test
  void aNetworkThatDoesNotFitIsRefused() {
    Features features = Features.of(customers(1), "churn");
    assertThatThrownBy(() -> Model.of(features.inputs().dense(3)).fit(features, quick()))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("target churn: a network of 3 outputs, expected 1 or 2");
    assertThatThrownBy(() -> Model.of(Value.input(2).dense(1)).fit(features, quick()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("features.inputs()");
    assertThatThrownBy(
            () ->
                Model.of(features.inputs().dense(1))
                    .fit(features, quick().loss(new MeanSquaredError())))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("mse");
    assertThat(BinaryCrossEntropy.ofLogits().name()).isNotEmpty();
  }

  @Test
  void shufflingTellsWhatAModelReliesOn() {
    Importance importance = churn(quick()).importance(customers(2), 3);

    assertThat(importance.columns()).extracting(Importance.OfColumn::column).endsWith("spent");
    assertThat(importance.columns().get(0).drop()).isGreaterThan(0.1);
    assertThat(importance.columns().get(2).drop()).isLessThan(0.05);
    assertThat(importance.toString()).startsWith("drop of accuracy\n");
  }

  /** Also where a layer was given as an object, which a network takes over. */
  @Test
  void aPlanTrainsTheSameEachTime() {
    Value hidden = Value.input(4).dense(16).relu();
    Model.Plan plan = Model.of(hidden.then(new Dense("out", 16, 3, Initializers.normal(0.3))));
    Training training = Training.epochs(3).seed(1);
    double first = plan.fit(Datasets.iris(), training).evaluate(Datasets.iris()).logLoss();

    assertThat(plan.fit(Datasets.iris(), training).evaluate(Datasets.iris()).logLoss())
        .isEqualTo(first);
    assertThat(
            plan.fit(Datasets.iris(), training.weights(Initializers.heNormal()))
                .evaluate(Datasets.iris())
                .logLoss())
        .isNotEqualTo(first);
  }

  @Test
  void foldsJudgeEachRowOnce() {
    Features features = Features.of(customers(1), "churn");
    CrossValidation cv =
        Model.of(features.inputs().dense(8).relu().dense(1)).crossValidate(features, 4, quick());

    assertThat(cv.folds()).hasSize(4);
    assertThat(cv.folds().stream().mapToLong(Metrics::count).sum()).isEqualTo(ROWS);
    assertThat(cv.figure("accuracy").mean()).isGreaterThan(0.9);
    assertThat(cv.toString()).contains("AUC").contains("+-");
  }

  @Test
  void rowsOfOneGroupStayTogether() {
    Table table = customers(1);
    double[] group = new double[ROWS];
    Arrays.setAll(group, row -> Math.floor(row / 40.0));
    Features features =
        Features.of(table.withColumn(Column.numbers("clinic", group)), "churn").groupedBy("clinic");

    assertThat(features.folds(5, 1))
        .allSatisfy(
            split ->
                assertThat(Arrays.stream(split.val()).map(row -> row / 40).distinct().toArray())
                    .doesNotContain(
                        Arrays.stream(split.train()).map(row -> row / 40).distinct().toArray()));
    assertThat(features.encoding().columns()).doesNotContain("clinic");
  }

  @Test
  void tablesOfAnySizeAndScaleAreAnswered() {
    Model model = churn(quick());
    Table none = customers(1).rows(new int[0]);
    assertThat(model.predict(none)).isEmpty();
    assertThatThrownBy(() -> model.evaluate(none))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("customers of 0 rows");
    assertThatThrownBy(() -> model.importance(none, 2)).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> model.predict(Map.of("age", 1e300)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("column age: 1.0E300 in row 0");

    SeededRandom random = new SeededRandom(1);
    List<Column> columns = new ArrayList<>();
    double[] truth = new double[60];
    for (int col = 0; col < 3000; col++) {
      double[] values = new double[truth.length];
      double scale = col == 0 ? 1e30 : 1;
      Arrays.setAll(values, row -> scale * random.nextDouble());
      columns.add(Column.numbers("x" + col, values));
    }
    columns.add(Column.numbers("constant", new double[truth.length]));
    Arrays.setAll(truth, row -> columns.get(0).number(row) > 5e29 ? 1 : 0);
    columns.add(Column.numbers("y", truth));
    Table wide = Table.ofColumns("wide", columns);
    Features features = Features.of(wide, "y");
    Model wideModel = Model.of(features.inputs().dense(1)).fit(features, quick());
    assertThat(wideModel.columns()).hasSize(3001);
    assertThat(wideModel.evaluate(wide).accuracy()).isGreaterThan(0.9);
  }

  @Test
  void aHundredThousandColumnsAndFewRowsAreOneBatch(@TempDir Path folder) {
    int rows = 8;
    SeededRandom random = new SeededRandom(1);
    List<Column> columns = new ArrayList<>();
    for (int col = 0; col < 100_000; col++) {
      double[] values = new double[rows];
      Arrays.setAll(values, row -> random.nextInt(10));
      columns.add(Column.numbers("x" + col, values));
    }
    columns.add(Column.categories("y", List.of("a", "a", "a", "a", "b", "b", "b", "b")));
    Table wide = Table.ofColumns("wide", columns);
    Features features = Features.of(wide, "y");
    Model model = Model.of(features.inputs().dense(1)).fit(features, Training.epochs(2));

    assertThat(model.history().orElseThrow().steps()).as("one batch an epoch").isEqualTo(2);
    assertThat(wide.describe().toString().lines()).hasSize(2 + columns.size());
    Path file = folder.resolve("wide.safetensors");
    model.save(file);
    assertThat(Model.load(file).predict(wide).get(3).probability("a"))
        .isEqualTo(model.predict(wide).get(3).probability("a"));
    assertThatThrownBy(() -> model.predict(Map.of("x99999", "?!")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "column x99999: \"?!\" in row 0 (counted from 0), expected a finite decimal number");
  }

  @Test
  void imagesOfAnotherOrderAreRefusedNotJudgedWrongly() {
    float[] pixels = new float[4 * 12];
    int[] labels = {0, 1, 0, 1};
    List<String> names = List.of("a", "b");
    Dataset last = Dataset.of("last", Shape.of(2, 2, 3), pixels, labels, names);
    Dataset first = Dataset.of("first", Shape.of(3, 2, 2), pixels, labels, names);
    Model model =
        Model.of(Value.input(2, 2, 3).flatten().dense(2))
            .fit(last, Training.epochs(1).batchSize(4));

    assertThatThrownBy(() -> model.evaluate(first))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "first: examples of shape (3, 2, 2), expected (2, 2, 3) as the model was trained on;"
                + " train it again on examples of this order");
    assertThatThrownBy(() -> model.fit(first, Training.epochs(1).batchSize(4)))
        .isInstanceOf(DataException.class);
    assertThat(model.evaluate(last).count()).isEqualTo(4);
  }
}
