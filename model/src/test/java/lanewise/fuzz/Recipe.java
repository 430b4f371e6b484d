package lanewise.fuzz;

import java.util.random.RandomGenerator;

/** A way to make mutants of a file. */
@FunctionalInterface
interface Recipe {
  /** The bytes of one mutant; the same for the same random numbers. */
  byte[] mutant(RandomGenerator random);

  /** What makes bytes whole again, so that what was changed is read. */
  @FunctionalInterface
  interface Mend {
    byte[] of(byte[] bytes);
  }

  /** Mutants of a file as they are. */
  static Recipe damaged(byte[] file) {
    return random -> Mutation.some(file, random);
  }

  /** Mutants of a part, from which the file is made. */
  static Recipe mended(byte[] part, Mend mend) {
    return random -> mend.of(Mutation.some(part, random));
  }
}
