package lanewise.fuzz;

import java.util.HexFormat;

/**
 * A mutant that a reader did not take as it should.
 *
 * @param target the reader's name
 * @param number of the mutant, which with the seed makes it again
 * @param file the file's name
 * @param bytes the file
 * @param what the reader did
 */
// The bytes are kept as they are, and nobody compares findings.
@SuppressWarnings("ArrayRecordComponent")
record Finding(String target, long number, String file, byte[] bytes, String what) {
  private static final int SHOWN_BYTES = 400;

  /** All that is needed to see it again. */
  String report(long seed) {
    int shown = Math.min(SHOWN_BYTES, bytes.length);
    return "reader "
        + target
        + ", mutant "
        + number
        + " of seed "
        + seed
        + ": "
        + what
        + "\n  "
        + file
        + ", "
        + bytes.length
        + " bytes"
        + (shown < bytes.length ? ", which begin " : ": ")
        + HexFormat.of().formatHex(bytes, 0, shown);
  }
}
