package lanewise.examples;

import java.nio.file.Path;
import lanewise.feature.Features;
import lanewise.model.CrossValidation;
import lanewise.model.Model;
import lanewise.model.Training;
import lanewise.table.Table;

/** A price from a table: judged on five parts, trained, explained. */
final class HousePrices {
  private HousePrices() {}

  /** The arguments are the table and the page to be written. */
  static void main(String[] args) {
    Features houses = Features.of(Table.readCsv(Path.of(args[0])), "price").logTarget();
    Model.Plan plan = Model.of(houses.inputs().dense(128).gelu().dense(64).gelu().dense(1));

    CrossValidation cv =
        plan.crossValidate(houses, 5, Training.epochs(300).validation(0.1).patience(20).seed(1));
    System.out.println(cv);

    Model model = plan.fit(houses, Training.epochs(300).validation(0.1).patience(20));
    System.out.println(model.importance(houses.table(), 5));
    model.report(Path.of(args[1]));
  }
}
