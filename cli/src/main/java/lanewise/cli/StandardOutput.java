package lanewise.cli;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The stream that results go to: a failure to write ends the command, which no writer would say.
 */
final class StandardOutput extends OutputStream {
  private final OutputStream destination;

  StandardOutput(OutputStream destination) {
    this.destination = destination;
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) {
    try {
      destination.write(bytes, offset, count);
    } catch (IOException failure) {
      throw new OutputException(failure);
    }
  }

  @Override
  public void flush() {
    try {
      destination.flush();
    } catch (IOException failure) {
      throw new OutputException(failure);
    }
  }
}
