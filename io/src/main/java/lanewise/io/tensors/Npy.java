package lanewise.io.tensors;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lanewise.io.AtomicFile;
import lanewise.io.DataFormatException;
import lanewise.io.FileBytes;
import lanewise.io.HeapRoom;
import lanewise.io.StoredType;
import lanewise.io.TensorBytes;
import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;

/**
 * NumPy's array files: versions 1.0 to 3.0, bool, integers and floats of either byte order, C and
 * Fortran order, up to 64 axes. Arrays of objects (pickles) are refused.
 *
 * <p>Source: NEP 1, "A simple file format for NumPy arrays".
 */
public final class Npy implements AutoCloseable {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LARGEST_HEADER = 1 << 20;
  private static final int ALIGNMENT = 64;

  /** As in NumPy 2. */
  private static final int LARGEST_RANK = 64;

  private static final String DAMAGED = "the file is damaged or no npy file";
  private static final Pattern EXTENT = Pattern.compile("\\s*(\\d{1,18})L?\\s*");
  private static final Pattern STRUCTURED = Pattern.compile("^\\{\\s*'descr'\\s*:\\s*\\[");
  private static final Pattern KEY =
      Pattern.compile(
          "\\G\\s*(?:'(descr)'\\s*:\\s*'([^']*)'|'(fortran_order)'\\s*:\\s*(True|False)|'(shape)'\\s*:\\s*\\(([0-9,\\sL]*)\\))\\s*(?:,|(?=\\}))");

  private final FileBytes in;
  private final Header header;

  private Npy(FileBytes in, Header header) {
    this.in = in;
    this.header = header;
  }

  /** What the header says. */
  private record Header(StoredType type, ByteOrder order, boolean fortran, Shape shape) {}

  /**
   * Opens a file and reads its header.
   *
   * @throws DataFormatException if it is no npy file, or shorter than its header says
   * @throws lanewise.io.FileException if it cannot be read
   */
  public static Npy open(Path file) {
    return of(FileBytes.open(file));
  }

  /** The array that ends where the bytes end; to close it closes them. */
  static Npy of(FileBytes in) {
    try {
      return new Npy(in, header(in));
    } catch (Throwable failure) {
      in.close();
      throw failure;
    }
  }

  /**
   * Reads an array: float64 stays float64, and so do 32- and 64-bit integers; all else becomes
   * float32, exactly.
   *
   * @throws DataFormatException if it is no npy file, or a damaged one
   * @throws lanewise.io.FileException if it cannot be read
   * @throws lanewise.train.InsufficientMemoryException if the heap cannot hold it
   */
  public static Tensor read(Path file) {
    try (Npy npy = open(file)) {
      return npy.read(npy.header.type.dtype());
    }
  }

  /** Reads an array as this type, rounding where it is narrower: as {@link #read(Path)}. */
  public static Tensor read(Path file, DType dtype) {
    try (Npy npy = open(file)) {
      return npy.read(dtype);
    }
  }

  /** The extents of the array. */
  public Shape shape() {
    return header.shape;
  }

  /** The type of the elements in the file. */
  public StoredType type() {
    return header.type;
  }

  /** Reads all elements. */
  Tensor read(DType dtype) {
    Tensor values = HeapRoom.tensor(in.name() + ": an array " + header.shape, dtype, header.shape);
    readInto(values);
    return values;
  }

  /**
   * Reads all elements, in C order, into a tensor of the same size, which may be a view of a larger
   * one, rounding where the tensor's type is narrower. Fortran order needs a second copy for a
   * moment. Call once.
   *
   * @throws DataFormatException if the file ends early or goes on after them
   * @throws lanewise.train.InsufficientMemoryException if the heap cannot hold the second copy
   */
  public void readInto(Tensor target) {
    if (header.fortran && header.shape.rank() > 1) {
      Tensor turned =
          HeapRoom.tensor(
              in.name() + ": a second copy of an array " + header.shape + " in Fortran order",
              target.dtype(),
              header.shape);
      header.type.read(in, header.order, turned);
      copyRowMajor(turned, target.reshape(header.shape));
    } else {
      header.type.read(in, header.order, target.reshape(header.shape));
    }
    in.requireEnd("the array");
  }

  private static Header header(FileBytes in) {
    byte[] start = in.take(MAGIC.length + 2, "magic and version");
    if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw DataFormatException.atByte(
          in.name(),
          0,
          "the bytes " + HexFormat.of().formatHex(start, 0, MAGIC.length),
          HexFormat.of().formatHex(MAGIC) + " (\\x93NUMPY)",
          DAMAGED);
    }
    int major = start[MAGIC.length];
    if (major < 1 || major > 3 || start[MAGIC.length + 1] != 0) {
      throw DataFormatException.atByte(
          in.name(),
          MAGIC.length,
          "version " + major + "." + start[MAGIC.length + 1],
          "1.0, 2.0 or 3.0",
          DAMAGED);
    }
    byte[] lengthBytes = in.take(major == 1 ? 2 : 4, "header length");
    ByteBuffer lengthBuffer =
        ByteBuffer.wrap(Arrays.copyOf(lengthBytes, Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    long length = lengthBuffer.getLong();
    if (length > LARGEST_HEADER) {
      throw DataFormatException.atByte(
          in.name(),
          in.offset() - lengthBytes.length,
          "a header of " + length + " bytes",
          "at most " + LARGEST_HEADER,
          DAMAGED);
    }
    long at = in.offset();
    String text = new String(in.take((int) length, "header"), StandardCharsets.ISO_8859_1);
    return parse(in, at, text);
  }

  private static Header parse(FileBytes in, long at, String text) {
    String dict = text.strip();
    String descr = null;
    String fortran = null;
    String shape = null;
    int end = 1;
    if (dict.startsWith("{")) {
      Matcher key = KEY.matcher(dict).region(1, dict.length());
      while (key.find()) {
        end = key.end();
        descr = key.group(1) == null ? descr : key.group(2);
        fortran = key.group(3) == null ? fortran : key.group(4);
        shape = key.group(5) == null ? shape : key.group(6);
      }
    }
    if (STRUCTURED.matcher(dict).find()) {
      throw DataFormatException.atByte(
          in.name(),
          at,
          "the header " + dict + " of records with fields",
          "elements of one type",
          "save one float32 array of all fields");
    }
    if (descr == null
        || fortran == null
        || shape == null
        || !dict.substring(end).strip().equals("}")) {
      throw DataFormatException.atByte(
          in.name(),
          at,
          "the header " + dict,
          "{'descr': ..., 'fortran_order': ..., 'shape': (...)}",
          DAMAGED);
    }
    ByteOrder order = descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    StoredType type = type(in, at, descr);
    Shape checked = type.requireShape(in, dims(in, at, shape));
    return new Header(type, order, fortran.equals("True"), checked);
  }

  private static StoredType type(FileBytes in, long at, String descr) {
    return switch (descr.replaceFirst("^[<>|=]", "")) {
      case "b1" -> StoredType.BOOL;
      case "u1" -> StoredType.U8;
      case "i1" -> StoredType.I8;
      case "u2" -> StoredType.U16;
      case "i2" -> StoredType.I16;
      case "u4" -> StoredType.U32;
      case "i4" -> StoredType.I32;
      case "i8" -> StoredType.I64;
      case "u8" -> StoredType.U64;
      case "f2" -> StoredType.F16;
      case "f4" -> StoredType.F32;
      case "f8" -> StoredType.F64;
      default ->
          throw DataFormatException.atByte(
              in.name(),
              at,
              "elements of type '" + descr + "'",
              "b1, u1, i1, u2, i2, u4, i4, u8, i8, f2, f4 or f8",
              fix(descr));
    };
  }

  private static String fix(String descr) {
    return switch (descr.replaceFirst("^[<>|=]?(.?).*", "$1")) {
      case "U", "S", "a" -> "save numbers, those of the classes in place of their names";
      case "O" -> "save the objects, which a pickle holds, as an array of numbers";
      case "M", "m" -> "save times as numbers";
      default -> "save the array as float32";
    };
  }

  private static long[] dims(FileBytes in, long at, String shape) {
    String list = shape.strip().replaceFirst(",$", "");
    if (list.isBlank()) {
      return new long[0];
    }
    String[] extents = list.split(",", -1);
    if (extents.length > LARGEST_RANK) {
      throw DataFormatException.atByte(
          in.name(),
          at,
          "a shape of " + extents.length + " axes",
          "at most " + LARGEST_RANK,
          "reshape the array");
    }
    long[] dims = new long[extents.length];
    for (int axis = 0; axis < dims.length; axis++) {
      Matcher extent = EXTENT.matcher(extents[axis]);
      if (!extent.matches()) {
        throw DataFormatException.atByte(
            in.name(),
            at,
            "the shape (" + shape + ")",
            "whole numbers of at most 18 digits",
            DAMAGED);
      }
      dims[axis] = Long.parseLong(extent.group(1));
    }
    return dims;
  }

  /** Copies elements whose first axis runs fastest to where the last one does. */
  private static void copyRowMajor(Tensor fortran, Tensor ordered) {
    int[] dims = fortran.shape().dims();
    int[] strides = new int[dims.length];
    int stride = 1;
    for (int axis = 0; axis < dims.length; axis++) {
      strides[axis] = stride;
      stride *= dims[axis];
    }
    int[] index = new int[dims.length];
    int from = 0;
    for (int to = 0; to < ordered.size(); to++) {
      ordered.set(to, fortran.get(from));
      for (int axis = dims.length - 1; axis >= 0; axis--) {
        from += strides[axis];
        if (++index[axis] < dims[axis]) {
          break;
        }
        from -= dims[axis] * strides[axis];
        index[axis] = 0;
      }
    }
  }

  @Override
  public void close() {
    in.close();
  }

  /**
   * Writes an array, whole or not at all: version 1.0, C order, little-endian.
   *
   * @throws ShapeException if it has more than 64 axes
   * @throws lanewise.io.FileException if it cannot be written
   */
  public static void write(Path file, Tensor array) {
    AtomicFile.write(file, out -> write(out, array));
  }

  static void write(OutputStream out, Tensor array) throws IOException {
    if (array.shape().rank() > LARGEST_RANK) {
      throw new ShapeException(
          "npy: an array of "
              + array.shape().rank()
              + " axes, expected at most "
              + LARGEST_RANK
              + "; reshape it");
    }
    StringBuilder shape = new StringBuilder();
    for (int dim : array.shape().dims()) {
      shape.append(dim).append(array.shape().rank() == 1 ? "," : ", ");
    }
    String dims =
        array.shape().rank() > 1 ? shape.substring(0, shape.length() - 2) : shape.toString();
    String dict =
        "{'descr': '<"
            + (array.dtype() == DType.INT32 ? 'i' : 'f')
            + array.dtype().bytes()
            + "', 'fortran_order': False, 'shape': ("
            + dims
            + "), }";
    int preamble = MAGIC.length + 2 + Short.BYTES;
    int padded = (preamble + dict.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - preamble;
    ByteBuffer header = ByteBuffer.allocate(preamble + padded).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) padded);
    header.put(dict.getBytes(StandardCharsets.US_ASCII));
    while (header.remaining() > 1) {
      header.put((byte) ' ');
    }
    header.put((byte) '\n');
    out.write(header.array());
    TensorBytes.<IOException>send(array, (bytes, count) -> out.write(bytes, 0, count));
  }
}
