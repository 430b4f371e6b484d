package lanewise.io;

import lanewise.tensor.LanewiseException;

/**
 * A file that is not what it should be: truncated, too long, of another format, or damaged. The
 * message names the file, the place in it, what was found there and what was expected.
 */
public final class DataFormatException extends LanewiseException {
  private static final long serialVersionUID = 1L;

  private DataFormatException(String message) {
    super(message);
  }

  /**
   * The error at a byte.
   *
   * @param file the file, or what stands for it
   * @param offset the byte, counted from 0 in the uncompressed data, where the reading failed
   * @param fix what to do about it
   */
  public static DataFormatException atByte(
      String file, long offset, String found, String expected, String fix) {
    return at(file, "byte " + offset, found, expected, fix);
  }

  /**
   * The error in a line of a text file.
   *
   * @param line the line, counted from 1
   */
  public static DataFormatException atLine(
      String file, long line, String found, String expected, String fix) {
    return at(file, "line " + line, found, expected, fix);
  }

  /**
   * The error at a named place.
   *
   * @param place where in the file, such as the name of a tensor or a JSON key
   */
  public static DataFormatException at(
      String file, String place, String found, String expected, String fix) {
    return new DataFormatException(
        file + ", " + place + ": " + found + ", expected " + expected + "; " + fix);
  }
}
