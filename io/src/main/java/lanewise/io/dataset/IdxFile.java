package lanewise.io.dataset;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import lanewise.io.DataFormatException;
import lanewise.io.FileBytes;
import lanewise.io.HeapRoom;
import lanewise.io.StoredType;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * A file in the IDX format of MNIST, plain or gzip: two zero bytes, a type code, the number of
 * axes, the extents and the elements, all big-endian. The elements are streamed into a tensor of
 * the caller's.
 *
 * <p>Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
 */
public final class IdxFile implements AutoCloseable {
  private static final String DAMAGED = "the file is damaged or no IDX file";
  private static final int LARGEST_RANK = 8;

  private final FileBytes in;
  private final StoredType type;
  private final Shape shape;

  private IdxFile(FileBytes in, StoredType type, Shape shape) {
    this.in = in;
    this.type = type;
    this.shape = shape;
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws DataFormatException if it is no IDX file, or shorter than its header says
   * @throws lanewise.io.FileException if it cannot be read
   */
  public static IdxFile open(Path file) {
    FileBytes in = FileBytes.open(file);
    try {
      ByteBuffer magic = ByteBuffer.wrap(in.take(Integer.BYTES, "magic number"));
      int rank = magic.get(3);
      if (magic.getShort(0) != 0 || rank < 1 || rank > LARGEST_RANK) {
        throw DataFormatException.atByte(
            in.name(),
            0,
            "the magic number 0x%08x".formatted(magic.getInt(0)),
            "0x0000, a type code, and a number of axes from 1 to " + LARGEST_RANK,
            DAMAGED);
      }
      StoredType type = type(in, magic.get(2));
      ByteBuffer extents = ByteBuffer.wrap(in.take(rank * Integer.BYTES, "extents"));
      long[] dims = new long[rank];
      for (int axis = 0; axis < rank; axis++) {
        dims[axis] = extents.getInt() & 0xffff_ffffL;
      }
      return new IdxFile(in, type, type.requireShape(in, dims));
    } catch (Throwable failure) {
      in.close();
      throw failure;
    }
  }

  private static StoredType type(FileBytes in, byte code) {
    return switch (code) {
      case 0x08 -> StoredType.U8;
      case 0x09 -> StoredType.I8;
      case 0x0B -> StoredType.I16;
      case 0x0C -> StoredType.I32;
      case 0x0D -> StoredType.F32;
      case 0x0E -> StoredType.F64;
      default ->
          throw DataFormatException.atByte(
              in.name(),
              2,
              "the type code 0x%02x".formatted(code),
              "0x08, 0x09, 0x0b, 0x0c, 0x0d or 0x0e",
              DAMAGED);
    };
  }

  /** The extents of the array. */
  public Shape shape() {
    return shape;
  }

  /** The type of the elements in the file. */
  public StoredType type() {
    return type;
  }

  /**
   * Reads all elements into a tensor of the same size, which may be a view of a larger one. Call
   * once.
   *
   * @throws DataFormatException if the file ends early or goes on after them
   */
  public void readInto(Tensor target) {
    type.read(in, ByteOrder.BIG_ENDIAN, target.reshape(shape));
    in.requireEnd("the elements");
  }

  /**
   * Reads a whole file into a tensor of the smallest type that holds its elements exactly.
   *
   * @throws lanewise.train.InsufficientMemoryException if the heap cannot hold it
   */
  public static Tensor read(Path file) {
    try (IdxFile idx = open(file)) {
      Tensor values =
          HeapRoom.tensor(file + ": an array " + idx.shape, idx.type.dtype(), idx.shape);
      idx.readInto(values);
      return values;
    }
  }

  /**
   * Reads a file of labels.
   *
   * @throws DataFormatException if it is no list of bytes
   * @throws lanewise.train.InsufficientMemoryException if the heap cannot hold it
   */
  public static int[] readLabels(Path file) {
    try (IdxFile idx = open(file)) {
      if (idx.shape.rank() != 1 || idx.type != StoredType.U8) {
        throw DataFormatException.atByte(
            idx.in.name(),
            0,
            idx.type + " of shape " + idx.shape,
            "U8 with one axis",
            "give the file of labels, not of images");
      }
      int count = idx.shape.size();
      int[] labels =
          HeapRoom.allocate(
              file + ": " + count + " labels", (long) count * Integer.BYTES, () -> new int[count]);
      for (int row = 0; row < count; ) {
        ByteBuffer bytes = idx.in.next(count - row, "labels");
        while (bytes.hasRemaining()) {
          labels[row++] = bytes.get() & 0xff;
        }
      }
      idx.in.requireEnd("the labels");
      return labels;
    }
  }

  @Override
  public void close() {
    in.close();
  }
}
