package lanewise.examples;

import java.nio.file.Path;
import java.util.Map;
import lanewise.feature.Features;
import lanewise.model.Model;
import lanewise.model.Prediction;
import lanewise.model.Training;
import lanewise.table.Table;
import lanewise.train.Metrics;

/** A table with categories, gaps and a rare yes: trained, judged, saved, asked, trained again. */
final class Churn {
  private Churn() {}

  /** The arguments are the folder of the tables and the file to be written. */
  static void main(String[] args) {
    Path folder = Path.of(args[0]);
    Path file = Path.of(args[1]);
    Table customers = Table.readCsv(folder.resolve("customers.csv"));
    System.out.println(customers.describe());

    Features features =
        Features.of(customers, "churn").drop("customer_id").embed("city", 8).weightedBy("value");

    Model model =
        Model.of(features.inputs().dense(64).relu().dropout(0.2).dense(1))
            .fit(
                features,
                Training.epochs(200).batchSize(256).validation(0.2).patience(10).balanced());

    Metrics test = model.evaluate(Table.readCsv(folder.resolve("customers-test.csv")));
    System.out.printf(
        "AUC %.3f, F1 %.3f at threshold %.2f%n", test.auc(), test.bestF1(), test.bestThreshold());
    model.withThreshold(test.bestThreshold()).save(file);

    Model serving = Model.load(file).frozen();
    Prediction answer = serving.predict(Map.of("age", 41, "city", "Kiel", "plan", "basic"));
    System.out.println(answer.label() + " " + answer.probability("yes"));

    Model tomorrow =
        Model.load(file)
            .fit(Table.readCsv(folder.resolve("customers-new.csv")), Training.epochs(5));
    System.out.println(tomorrow);
  }
}
