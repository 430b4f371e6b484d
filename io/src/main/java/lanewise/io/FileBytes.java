package lanewise.io;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The bytes of a file, plain or gzip (told by its content, not its name), read in order with an
 * error that names the place where they end too early or go on too long. The number of bytes is
 * known from the start, so that what a header claims is checked before memory is set aside for it.
 *
 * <p>Of a gzip file the length is what its last four bytes say: files of several members or of 4
 * GiB and more are refused.
 */
public final class FileBytes implements AutoCloseable {
  /** No deflate stream expands by more than this, so a small file cannot ask for much memory. */
  private static final int LARGEST_EXPANSION = 1032;

  private static final int CHUNK_BYTES = 1 << 16;
  private static final int GZIP_MAGIC = 0x8b1f;
  private static final int SMALLEST_GZIP = 18;

  private final String name;
  private final InputStream in;
  private final long length;
  private final byte[] chunk;
  private long offset;

  private FileBytes(String name, InputStream in, long length) {
    this.name = name;
    this.in = in;
    this.length = length;
    this.chunk = new byte[(int) Math.min(length, CHUNK_BYTES)];
  }

  /**
   * Opens a file.
   *
   * @throws FileException if it cannot be read
   * @throws DataFormatException if it begins like gzip and is not
   */
  public static FileBytes open(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new IOException("is a directory");
      }
      try (SeekableByteChannel channel = Files.newByteChannel(file)) {
        long size = channel.size();
        if (size >= 2 && (littleEndian(channel, 0, 2) & 0xffff) == GZIP_MAGIC) {
          return openGzip(
              file,
              size,
              size < SMALLEST_GZIP ? 0 : littleEndian(channel, size - 4, 4) & 0xffff_ffffL);
        }
        return new FileBytes(file.toString(), buffered(file, size), size);
      }
    } catch (IOException failure) {
      throw FileException.reading(file, failure);
    }
  }

  /**
   * The bytes of a stream of known length, such as an entry of a zip file.
   *
   * @param length the number of bytes that will come
   * @param compressedLength the number of bytes they were made of
   */
  public static FileBytes of(String name, InputStream in, long length, long compressedLength) {
    requirePlausible(name, length, compressedLength);
    return new FileBytes(name, in, length);
  }

  private static FileBytes openGzip(Path file, long size, long length) throws IOException {
    requirePlausible(file.toString(), length, size);
    InputStream raw = buffered(file, size);
    try {
      return new FileBytes(file.toString(), new GZIPInputStream(raw, CHUNK_BYTES), length);
    } catch (ZipException | EOFException broken) {
      raw.close();
      throw DataFormatException.atByte(
          file.toString(),
          0,
          "a broken gzip header (" + broken.getMessage() + ")",
          "a whole gzip file",
          "get the file again");
    }
  }

  private static void requirePlausible(String name, long length, long compressedLength) {
    if (length < 0 || length / LARGEST_EXPANSION > compressedLength) {
      throw DataFormatException.atByte(
          name,
          0,
          compressedLength + " compressed bytes that claim to become " + length,
          "at most " + LARGEST_EXPANSION + " times as many",
          "the file is truncated or damaged, get it again");
    }
  }

  private static InputStream buffered(Path file, long size) throws IOException {
    return new BufferedInputStream(Files.newInputStream(file), Math.clamp(size, 1, CHUNK_BYTES));
  }

  private static int littleEndian(SeekableByteChannel channel, long at, int bytes)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).limit(bytes);
    channel.position(at);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
    return buffer.clear().getInt(0);
  }

  /** The file, as errors name it. */
  public String name() {
    return name;
  }

  /** How many bytes have been read. */
  public long offset() {
    return offset;
  }

  /** How many bytes are left. */
  public long remaining() {
    return length - offset;
  }

  /** Checks that the file holds so many more bytes: call this before allocating memory for them. */
  public void requireRemaining(long bytes, String what) {
    if (bytes > remaining()) {
      throw DataFormatException.atByte(
          name,
          offset,
          remaining() + " bytes left",
          bytes + " bytes of " + what,
          "the file is truncated or its header is damaged, get it again");
    }
  }

  /**
   * The next bytes: as many as asked for, or as fit an internal buffer of 65536. The buffer is
   * little-endian and valid until the next call.
   *
   * @param most how many bytes the caller can use, 1 or more
   * @param what what is being read, for the error if the file ends
   */
  public ByteBuffer next(long most, String what) {
    requireRemaining(most, what);
    int bytes = (int) Math.min(most, chunk.length);
    fill(chunk, bytes, what);
    return ByteBuffer.wrap(chunk, 0, bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Exactly so many bytes, as a new array. */
  public byte[] take(int bytes, String what) {
    requireRemaining(bytes, what);
    byte[] taken = new byte[bytes];
    fill(taken, bytes, what);
    return taken;
  }

  /** Checks that the file ends here. */
  public void requireEnd(String what) {
    boolean more = remaining() > 0;
    try {
      more |= in.read() >= 0;
    } catch (IOException failure) {
      throw broken(failure);
    }
    if (more) {
      throw DataFormatException.atByte(
          name,
          offset,
          Math.max(1, remaining()) + " bytes more",
          "the end of the file after " + what,
          "the file is too long or its header is damaged, get it again");
    }
  }

  /**
   * What is left, as a stream; its errors are those of this class. Reading from both in turn is not
   * foreseen.
   */
  public InputStream stream() {
    return new InputStream() {
      @Override
      public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int at, int bytes) {
        try {
          int read = in.read(into, at, bytes);
          offset += Math.max(0, read);
          return read;
        } catch (IOException failure) {
          throw broken(failure);
        }
      }
    };
  }

  private void fill(byte[] into, int bytes, String what) {
    int read;
    try {
      read = in.readNBytes(into, 0, bytes);
    } catch (IOException failure) {
      throw broken(failure);
    }
    offset += read;
    if (read < bytes) {
      throw DataFormatException.atByte(
          name,
          offset,
          "the end of the file",
          bytes - read + " more bytes of " + what,
          "the file is truncated, get it again");
    }
  }

  private RuntimeException broken(IOException failure) {
    if (failure instanceof ZipException || failure instanceof EOFException) {
      return DataFormatException.atByte(
          name,
          offset,
          "a broken compressed stream (" + failure.getMessage() + ")",
          "a whole one",
          "the file is truncated or damaged, get it again");
    }
    return FileException.reading(name, failure);
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException failure) {
      throw FileException.reading(name, failure);
    }
  }
}
