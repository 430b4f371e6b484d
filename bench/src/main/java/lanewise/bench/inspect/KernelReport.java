package lanewise.bench.inspect;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was found of one microkernel.
 *
 * @param kernel its name, {@code Tile6x2::rowMajor}
 * @param rows of its tile
 * @param vectors per row of its tile
 * @param loop its inner loop, or nothing where no loop of its code multiplies vectors
 * @param peakFraction its speed, where it was measured, in the same process, over that of
 *     independent FMAs; a tile of few rows has few chains of FMAs and cannot reach 1
 */
public record KernelReport(
    String kernel, int rows, int vectors, Optional<HotLoop> loop, OptionalDouble peakFraction) {

  /** The same, with its speed over that of independent FMAs. */
  KernelReport reaching(double fraction) {
    return new KernelReport(kernel, rows, vectors, loop, OptionalDouble.of(fraction));
  }

  /** Whether vectors are moved to or from the stack in the inner loop. */
  public boolean spills() {
    return loop.isPresent() && loop.get().stackMoves() > 0;
  }

  /** What is wrong with its code, or nothing. */
  public Optional<String> trouble() {
    if (loop.isEmpty()) {
      return Optional.of(kernel + " has no loop of vector FMAs");
    }
    HotLoop found = loop.get();
    if (found.stackMoves() > 0) {
      return Optional.of(
          kernel + " moves " + found.stackMoves() + " vectors to or from the stack in each step");
    }
    if (found.stores() > 0) {
      return Optional.of(
          kernel + " keeps " + found.stores() + " vectors as objects on the heap in each step");
    }
    if (found.fmas() % (rows * vectors) != 0) {
      return Optional.of(
          kernel
              + " does "
              + found.fmas()
              + " FMAs in each step, expected a multiple of "
              + rows * vectors);
    }
    return Optional.empty();
  }

  /** All in one line, without the name. */
  public String line() {
    String code =
        loop.map(
                found ->
                    found.fmas()
                        + " FMAs, "
                        + found.loads()
                        + " loads, "
                        + found.broadcasts()
                        + " broadcasts, "
                        + found.stores()
                        + " stores, "
                        + found.stackMoves()
                        + " stack moves, "
                        + found.integerSpills()
                        + " integer spills")
            .orElse("no loop of vector FMAs");
    return peakFraction.isPresent()
        ? code + String.format(Locale.ROOT, ", %.2f of the FMA peak", peakFraction.getAsDouble())
        : code;
  }
}
