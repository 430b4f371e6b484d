package lanewise.io.tensors;

import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import lanewise.io.AtomicFile;
import lanewise.io.DataFormatException;
import lanewise.io.FileBytes;
import lanewise.io.FileException;
import lanewise.tensor.DType;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * NumPy's archives of named arrays: a zip file of npy files, compressed or not. Only the arrays
 * that are asked for are read.
 */
public final class Npz implements AutoCloseable {
  private static final String SUFFIX = ".npy";
  private static final byte[] FIRST_BYTES = {'P', 'K', 3, 4};

  /** A fixed time, so that equal arrays give equal bytes: the first that a zip file can hold. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final Path file;
  private final ZipFile zip;

  private Npz(Path file, ZipFile zip) {
    this.file = file;
    this.zip = zip;
  }

  /**
   * Opens an archive and reads its list of arrays.
   *
   * <p>A pipe, or a file of another file system, is copied into a temporary file until it is
   * closed.
   *
   * @throws DataFormatException if it is no zip file, or a damaged one
   * @throws FileException if it cannot be read
   */
  public static Npz open(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        throw new IOException("is a directory");
      }
      boolean seekable =
          attributes.isRegularFile() && file.getFileSystem() == FileSystems.getDefault();
      return new Npz(file, seekable ? new ZipFile(file.toFile()) : copied(file));
    } catch (ZipException | EOFException broken) {
      throw DataFormatException.at(
          file.toString(),
          "archive",
          "a broken zip file (" + broken.getMessage() + "), " + place(file),
          "an npz file as numpy.savez writes it",
          "get the file again");
    } catch (IOException failure) {
      throw FileException.reading(file, failure);
    }
  }

  /** Of a pipe, or of another file system: an archive is read in no order. */
  private static ZipFile copied(Path file) throws IOException {
    Path copy = Files.createTempFile("lanewise-", ".npz");
    try (FileBytes in = FileBytes.openPlain(file);
        OutputStream out = new FileOutputStream(copy.toFile())) {
      in.stream().transferTo(out);
      return new ZipFile(copy.toFile(), ZipFile.OPEN_READ | ZipFile.OPEN_DELETE);
    } catch (Throwable failure) {
      Files.deleteIfExists(copy);
      throw failure;
    }
  }

  /** Where a file stops being an archive: at its start, or at its end, where the directory is. */
  private static String place(Path file) {
    try (FileBytes in = FileBytes.open(file)) {
      long size = in.remaining();
      boolean begins =
          size >= FIRST_BYTES.length
              && Arrays.equals(in.take(FIRST_BYTES.length, "archive"), FIRST_BYTES);
      return begins ? "no whole directory before byte " + size + ", its end" : "no array at byte 0";
    }
  }

  /** The names of the arrays. */
  public SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>();
    zip.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.endsWith(SUFFIX))
        .forEach(name -> names.add(name.substring(0, name.length() - SUFFIX.length())));
    return names;
  }

  /**
   * Reads one array.
   *
   * @param dtype the type to read it as; null for the smallest that holds it exactly, as {@link
   *     Npy#read(Path)}
   * @throws DataFormatException if there is none of this name, or it is damaged
   * @throws lanewise.train.InsufficientMemoryException if the heap cannot hold it
   */
  public Tensor read(String name, @Nullable DType dtype) {
    try (Npy npy = open(name)) {
      return npy.read(dtype == null ? npy.type().dtype() : dtype);
    }
  }

  /**
   * Opens one array and reads its header; the archive must stay open.
   *
   * @throws DataFormatException if there is none of this name, or its header is damaged
   */
  public Npy open(String name) {
    ZipEntry entry = entry(name);
    try {
      return Npy.of(
          FileBytes.of(
              file + " (" + entry.getName() + ")",
              new CheckedEntry(zip.getInputStream(entry), entry),
              entry.getSize(),
              entry.getCompressedSize()));
    } catch (ZipException | EOFException broken) {
      throw damaged(file, entry.getName(), broken);
    } catch (IOException failure) {
      throw FileException.reading(file, failure);
    }
  }

  private ZipEntry entry(String name) {
    ZipEntry entry = zip.getEntry(name + SUFFIX);
    if (entry == null) {
      throw DataFormatException.at(
          file.toString(),
          "archive",
          "the arrays " + names(),
          "one named \"" + name + "\"",
          "save the array under this name");
    }
    return entry;
  }

  /** The bytes of an array; at their end they have the checksum that the archive says. */
  private static final class CheckedEntry extends CheckedInputStream {
    private final ZipEntry entry;

    CheckedEntry(InputStream in, ZipEntry entry) {
      super(in, new CRC32());
      this.entry = entry;
    }

    @Override
    public int read() throws IOException {
      return atEnd(super.read());
    }

    @Override
    public int read(byte[] into, int at, int bytes) throws IOException {
      return atEnd(super.read(into, at, bytes));
    }

    /** {@link ZipFile} does not compare them. */
    private int atEnd(int read) throws ZipException {
      long found = getChecksum().getValue();
      if (read < 0 && found != entry.getCrc()) {
        throw new ZipException(
            String.format(
                Locale.ROOT,
                "the checksum %08x of bytes 0 to %d, not %08x",
                found,
                entry.getSize() - 1,
                entry.getCrc()));
      }
      return read;
    }
  }

  /** Reads all arrays, each as the smallest type that holds it exactly. */
  public static SortedMap<String, Tensor> readAll(Path file) {
    try (Npz npz = open(file)) {
      SortedMap<String, Tensor> arrays = new TreeMap<>();
      for (String name : npz.names()) {
        arrays.put(name, npz.read(name, null));
      }
      return arrays;
    }
  }

  /**
   * Writes an archive, whole or not at all, without compression, in the order of names; equal
   * arrays give equal bytes.
   *
   * @throws FileException if it cannot be written
   */
  public static void write(Path file, Map<String, Tensor> arrays) {
    AtomicFile.write(file, out -> write(out, new TreeMap<>(arrays)));
  }

  private static void write(OutputStream out, SortedMap<String, Tensor> arrays) throws IOException {
    ZipOutputStream archive = new ZipOutputStream(out);
    archive.setLevel(0);
    for (Map.Entry<String, Tensor> array : arrays.entrySet()) {
      ZipEntry entry = new ZipEntry(array.getKey() + SUFFIX);
      entry.setTimeLocal(NO_TIME);
      archive.putNextEntry(entry);
      Npy.write(archive, array.getValue());
      archive.closeEntry();
    }
    archive.finish();
  }

  private static DataFormatException damaged(Path file, String place, IOException broken) {
    return DataFormatException.at(
        file.toString(),
        place,
        "a broken zip file (" + broken.getMessage() + ")",
        "an npz file as numpy.savez writes it",
        "get the file again");
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException failure) {
      throw FileException.reading(file, failure);
    }
  }
}
