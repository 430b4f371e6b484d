package lanewise.bench.race;

/** Knows how to start the contenders. */
interface Launches {
  /** The contender that the others are compared with. */
  String LANEWISE = "lanewise";

  /**
   * How to start the contender of that name.
   *
   * @throws RaceException if it cannot be had here; the message says why
   */
  Launch launch(String name);
}
