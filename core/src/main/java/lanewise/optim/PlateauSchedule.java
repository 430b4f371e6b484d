package lanewise.optim;

import java.util.Map;
import lanewise.tensor.LanewiseException;

/** Lowers the rate when the loss has not fallen for a while; see {@link Schedules#onPlateau}. */
final class PlateauSchedule implements Schedule {
  private final int patience;
  private final double decay;
  private final double minimumImprovement;
  private double factor = 1;
  private double best = Double.POSITIVE_INFINITY;
  private int epochsWithoutImprovement;

  PlateauSchedule(int patience, double decay, double minimumImprovement) {
    this.patience = patience;
    this.decay = decay;
    this.minimumImprovement = minimumImprovement;
  }

  @Override
  public double factor(long step, long epoch) {
    return factor;
  }

  @Override
  public void epochEnded(double loss) {
    if (loss < best - minimumImprovement) {
      best = loss;
      epochsWithoutImprovement = 0;
    } else if (++epochsWithoutImprovement > patience) {
      factor *= decay;
      epochsWithoutImprovement = 0;
    }
  }

  @Override
  public Map<String, Double> state() {
    return Map.of("factor", factor, "best", best, "waited", (double) epochsWithoutImprovement);
  }

  @Override
  public void restore(Map<String, Double> state) {
    Double savedFactor = state.get("factor");
    Double savedBest = state.get("best");
    Double savedWait = state.get("waited");
    if (savedFactor == null || savedBest == null || savedWait == null || state.size() != 3) {
      throw new LanewiseException(
          "schedule plateau: state " + state.keySet() + ", expected factor, best, waited");
    }
    factor = savedFactor;
    best = savedBest;
    epochsWithoutImprovement = savedWait.intValue();
  }

  @Override
  public Schedule fresh() {
    return new PlateauSchedule(patience, decay, minimumImprovement);
  }
}
