package lanewise.train;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * The losses and rates of all steps and the results of all evaluations of a run, a resumed run's
 * first part included. The lists are copies.
 */
public final class History {
  private final Doubles losses = new Doubles();
  private final Doubles rates = new Doubles();
  private final Doubles evaluationSteps = new Doubles();
  private final Doubles evaluationEpochs = new Doubles();
  private final Doubles trainLosses = new Doubles();
  private final Doubles trainAccuracies = new Doubles();
  private final Doubles valAccuracies = new Doubles();
  private final Doubles valLosses = new Doubles();
  private final Map<String, Doubles> byName = new LinkedHashMap<>();

  History() {
    byName.put("loss", losses);
    byName.put("rate", rates);
    byName.put("evaluation_step", evaluationSteps);
    byName.put("evaluation_epoch", evaluationEpochs);
    byName.put("train_loss", trainLosses);
    byName.put("train_acc", trainAccuracies);
    byName.put("val_acc", valAccuracies);
    byName.put("val_loss", valLosses);
  }

  /** The loss of each step's batch before the step's update, regularisation included. */
  public double[] losses() {
    return losses.toArray();
  }

  /** The learning rate of each step's update. */
  public double[] learningRates() {
    return rates.toArray();
  }

  /** The number of updates made before each evaluation. */
  public double[] evaluationSteps() {
    return evaluationSteps.toArray();
  }

  /** The number of epochs completed before each evaluation. */
  public double[] evaluationEpochs() {
    return evaluationEpochs.toArray();
  }

  /** The mean of the step losses between each evaluation and the one before. */
  public double[] trainLosses() {
    return trainLosses.toArray();
  }

  /** The training accuracy of each evaluation; NaN where it was not measured. */
  public double[] trainAccuracies() {
    return trainAccuracies.toArray();
  }

  /** The validation accuracy of each evaluation; NaN where there was none. */
  public double[] valAccuracies() {
    return valAccuracies.toArray();
  }

  /** The validation loss of each evaluation; NaN where there was none. */
  public double[] valLosses() {
    return valLosses.toArray();
  }

  /** The form {@code 430 steps, latest loss 0.0123; 10 evaluations}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d steps, latest loss %.4g; %d evaluations",
        steps(),
        lastLoss(),
        evaluationSteps.size());
  }

  /** The number of steps. */
  public int steps() {
    return losses.size();
  }

  /** The loss of the latest step; NaN before the first. */
  public double lastLoss() {
    return losses.last();
  }

  /** The learning rate of the latest step; NaN before the first. */
  double lastRate() {
    return rates.last();
  }

  void reserve(long totalSteps) {
    losses.reserve(totalSteps);
    rates.reserve(totalSteps);
  }

  void addStep(double loss, double rate) {
    losses.add(loss);
    rates.add(rate);
  }

  void add(Evaluation evaluation) {
    evaluationSteps.add((double) evaluation.step());
    evaluationEpochs.add((double) evaluation.epoch());
    trainLosses.add(evaluation.trainLoss());
    trainAccuracies.add(evaluation.trainAccuracy());
    valAccuracies.add(evaluation.valAccuracy());
    valLosses.add(evaluation.valLoss());
  }

  /** The number of updates made before the latest evaluation; -1 if there was none. */
  long evaluatedStep() {
    return evaluationSteps.size() == 0 ? -1 : (long) evaluationSteps.last();
  }

  /** The mean loss of the steps since the latest evaluation. */
  double meanLossSinceEvaluation() {
    return losses.meanFrom((int) Math.max(0, evaluatedStep()));
  }

  /** The lists by name, as float64 tensors that share nothing with this history. */
  Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    byName.forEach(
        (name, list) -> tensors.put(name, Tensor.of(list.toArray(), 0, Shape.of(list.size()))));
    return tensors;
  }

  /**
   * Takes the lists of {@link #tensors}, by the name that each has there.
   *
   * @param step the number of updates that they tell of
   * @throws TrainingException if they are not those of a run of so many steps
   */
  void restore(java.util.function.Function<String, Tensor> tensors, long step) {
    byName.forEach((name, list) -> list.setAll(tensors.apply(name).toDoubles()));
    requireSize("loss", step);
    requireSize("rate", step);
    for (String name : byName.keySet()) {
      if (!name.equals("loss") && !name.equals("rate")) {
        requireSize(name, evaluationSteps.size());
      }
    }
    double latest = evaluationSteps.size() == 0 ? 0 : evaluationSteps.last();
    if (!(latest >= 0 && latest <= step)) {
      throw new TrainingException(
          "TrainerState: history.evaluation_step ends with "
              + latest
              + ", expected 0 to "
              + step
              + ", the steps made");
    }
  }

  private void requireSize(String name, long expected) {
    int size = byName.getOrDefault(name, losses).size();
    if (size != expected) {
      throw new TrainingException(
          String.format(
              Locale.ROOT,
              "TrainerState: history.%s of %d values, expected %d",
              name,
              size,
              expected));
    }
  }
}
