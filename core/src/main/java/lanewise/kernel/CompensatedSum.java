package lanewise.kernel;

/**
 * A sum of doubles whose error does not grow with their number: what each addition rounds off is
 * added up apart. Error 2u of the sum of magnitudes, for fewer than 2^50 terms. Source: Neumaier
 * 1974.
 */
final class CompensatedSum {
  private double sum;
  private double lost;

  CompensatedSum(double start) {
    sum = start;
  }

  void add(double term) {
    double next = sum + term;
    lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
    sum = next;
  }

  /** Infinite or NaN where the plain sum is. */
  double value() {
    return Double.isFinite(sum) ? sum + lost : sum;
  }
}
