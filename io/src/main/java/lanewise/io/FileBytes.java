package lanewise.io;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The bytes of a file, plain or gzip (told by its content, not its name), read in order with an
 * error that names the place where they end too early or go on too long. The number of bytes is
 * known from the start, so that what a header claims is checked before memory is set aside for it.
 *
 * <p>Of a gzip file the length is what its last four bytes say: where it counts, files of several
 * members or of 4 GiB and more are refused. {@link #stream} gives what there is.
 *
 * <p>An interrupt of the thread, before or meanwhile, does not stop the reading of files of the
 * default file system; its flag stays set.
 */
public final class FileBytes implements AutoCloseable {
  /** No deflate stream expands by more than this, so a small file cannot ask for much memory. */
  private static final int LARGEST_EXPANSION = 1032;

  private static final int CHUNK_BYTES = 1 << 16;
  private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};
  private static final int SMALLEST_GZIP = 18;

  /** What is read into memory lies there in pieces, as a whole, and as what is made of it. */
  private static final int COPIES = 4;

  private final String name;
  private final InputStream in;
  private final long length;
  private final boolean gzip;
  private final byte[] chunk;
  private long offset;

  private FileBytes(String name, InputStream in, long length, boolean gzip) {
    this.name = name;
    this.in = in;
    this.length = length;
    this.gzip = gzip;
    this.chunk = new byte[(int) Math.min(length, CHUNK_BYTES)];
  }

  /**
   * Opens a file.
   *
   * @throws FileException if it cannot be read
   * @throws DataFormatException if it begins like gzip and is not
   * @throws lanewise.train.InsufficientMemoryException if it is read into memory, as {@link
   *     #passes} says, and too large for it
   */
  public static FileBytes open(Path file) {
    return passes(file).get();
  }

  /**
   * Opens a file of a format that is not compressed: as {@link #open}.
   *
   * @throws DataFormatException if it begins like gzip
   */
  public static FileBytes openPlain(Path file) {
    return open(file).requirePlain();
  }

  /**
   * These bytes, of a format that is not compressed.
   *
   * @throws DataFormatException if they begin like gzip; they are closed then
   */
  public FileBytes requirePlain() {
    if (gzip) {
      close();
      throw DataFormatException.atByte(
          name, 0, "a gzip file", "one that is not compressed", "gunzip it");
    }
    return this;
  }

  /**
   * A file to be read several times from its start, each time by a call of the supplier, whose
   * errors are those of {@link #open}. What the system lets us read only once, such as a pipe, and
   * files of other file systems, such as a zip file's, are read into memory here.
   *
   * <p>Nothing keeps a file from being changed between two passes: who needs the same bytes in each
   * compares their checksums.
   */
  public static Supplier<FileBytes> passes(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        throw new IOException("is a directory");
      }
      if (attributes.isRegularFile() && file.getFileSystem() == FileSystems.getDefault()) {
        return () -> opened(file);
      }
      byte[] content = content(file);
      return () -> held(file.toString(), content);
    } catch (IOException failure) {
      throw FileException.reading(file, failure);
    }
  }

  /**
   * Opened once, so that the length is that of the bytes; not a channel, which interrupts close.
   */
  private static FileBytes opened(Path path) {
    try {
      RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
      try {
        long size = file.length();
        byte[] start = new byte[(int) Math.min(size, GZIP_MAGIC.length)];
        file.readFully(start);
        byte[] end = new byte[(int) Math.min(size, Integer.BYTES)];
        file.seek(size - end.length);
        file.readFully(end);
        file.seek(0);
        InputStream in = new FileInputStream(file.getFD());
        return of(
            path.toString(),
            new BufferedInputStream(in, Math.clamp(size, 1, CHUNK_BYTES)),
            size,
            start,
            end);
      } catch (Throwable failure) {
        file.close();
        throw failure;
      }
    } catch (IOException failure) {
      throw FileException.reading(path, failure);
    }
  }

  private static FileBytes held(String name, byte[] content) {
    int size = content.length;
    return of(
        name,
        new ByteArrayInputStream(content),
        size,
        Arrays.copyOf(content, Math.min(size, GZIP_MAGIC.length)),
        Arrays.copyOfRange(content, Math.max(0, size - Integer.BYTES), size));
  }

  /** All that a file gives, at once. */
  private static byte[] content(Path file) throws IOException {
    // An interrupt would close the channel of another file system for all its files.
    boolean interrupted = Thread.interrupted();
    try (InputStream in =
        file.getFileSystem() == FileSystems.getDefault()
            ? new FileInputStream(file.toFile())
            : Files.newInputStream(file)) {
      return content(file.toString(), in);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * All bytes of a stream, read into memory at once; the stream is not closed.
   *
   * @param name what errors call it
   * @throws FileException if it cannot be read
   * @throws lanewise.train.InsufficientMemoryException if it is too large for the memory
   */
  public static FileBytes of(String name, InputStream in) {
    try {
      return held(name, content(name, in));
    } catch (IOException failure) {
      throw FileException.reading(name, failure);
    }
  }

  /** A stream to be read several times, as {@link #passes(Path)}: its bytes are kept in memory. */
  public static Supplier<FileBytes> passes(String name, InputStream in) {
    try {
      byte[] content = content(name, in);
      return () -> held(name, content);
    } catch (IOException failure) {
      throw FileException.reading(name, failure);
    }
  }

  private static byte[] content(String name, InputStream in) throws IOException {
    int most = (int) Math.min(HeapRoom.bytes() / COPIES, Integer.MAX_VALUE - CHUNK_BYTES);
    String what = name + ": read into memory, as it can be read only once";
    byte[] content = HeapRoom.allocate(what, most, () -> in.readNBytes(most + 1));
    HeapRoom.require(what, (long) COPIES * content.length);
    return content;
  }

  /**
   * The bytes of a stream of known length, such as an entry of a zip file.
   *
   * @param length the number of bytes that will come
   * @param compressedLength the number of bytes they were made of
   */
  public static FileBytes of(String name, InputStream in, long length, long compressedLength) {
    requirePlausible(name, length, compressedLength);
    return new FileBytes(name, in, length, false);
  }

  private static FileBytes of(String name, InputStream raw, long size, byte[] start, byte[] end) {
    if (!Arrays.equals(start, GZIP_MAGIC)) {
      return new FileBytes(name, raw, size, false);
    }
    long length =
        size < SMALLEST_GZIP
            ? 0
            : ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffff_ffffL;
    requirePlausible(name, length, size);
    try {
      return new FileBytes(name, new GZIPInputStream(raw, CHUNK_BYTES), length, true);
    } catch (ZipException | EOFException broken) {
      throw DataFormatException.atByte(
          name,
          0,
          "a broken gzip header (" + broken.getMessage() + ")",
          "a whole gzip file",
          "get the file again");
    } catch (IOException failure) {
      throw FileException.reading(name, failure);
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
          "the file is truncated or its header is damaged, get it again" + members());
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
          "the file is too long or its header is damaged, get it again" + members());
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

  private String members() {
    return gzip ? ", or gunzip it if it was joined of several gzip files" : "";
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
