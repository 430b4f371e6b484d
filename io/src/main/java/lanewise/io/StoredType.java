package lanewise.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;

/** The element types that files hold; tensors hold them as float32 or float64. */
public enum StoredType {
  /** Any byte but 0 is true, which is 1. */
  BOOL(1, DType.FLOAT32),
  U8(1, DType.FLOAT32),
  I8(1, DType.FLOAT32),
  U16(2, DType.FLOAT32),
  I16(2, DType.FLOAT32),
  F16(2, DType.FLOAT32),
  BF16(2, DType.FLOAT32),
  U32(4, DType.FLOAT64),
  I32(4, DType.FLOAT64),
  F32(4, DType.FLOAT32),
  I64(8, DType.FLOAT64),
  U64(8, DType.FLOAT64),
  F64(8, DType.FLOAT64);

  private static final long LARGEST_EXACT = 1L << 53;

  private final int bytes;
  private final DType dtype;

  StoredType(int bytes, DType dtype) {
    this.bytes = bytes;
    this.dtype = dtype;
  }

  /** Bytes an element. */
  public int bytes() {
    return bytes;
  }

  /**
   * The smallest tensor type that holds every value exactly (of {@link #I64} and {@link #U64},
   * those up to 2^53).
   */
  public DType dtype() {
    return dtype;
  }

  /** The type in which a tensor is written. */
  public static StoredType of(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> F32;
      case FLOAT64 -> F64;
      case INT32 -> I32;
    };
  }

  /**
   * The shape with these extents, once it is sure that the file goes on for so many elements and an
   * array can hold them.
   *
   * @throws DataFormatException if it is not so
   */
  public Shape requireShape(FileBytes in, long... dims) {
    try {
      long size = 1;
      int[] extents = new int[dims.length];
      for (int axis = 0; axis < dims.length; axis++) {
        size = Math.multiplyExact(size, dims[axis]);
        extents[axis] = Math.toIntExact(dims[axis]);
      }
      in.requireRemaining(
          Math.multiplyExact(size, bytes), "elements of shape " + Arrays.toString(dims));
      return Shape.of(extents);
    } catch (ArithmeticException | ShapeException tooLarge) {
      throw DataFormatException.atByte(
          in.name(),
          in.offset(),
          "the shape " + Arrays.toString(dims),
          "extents of 0 or more whose product an array can hold",
          "the header is damaged or the file too large, get it again");
    }
  }

  /**
   * Reads as many elements as a tensor has, in row-major order, rounding where the tensor's type is
   * narrower. Holds no second copy.
   *
   * @throws DataFormatException if the file ends before, or an integer is beyond 2^53 and would be
   *     changed
   */
  public void read(FileBytes in, ByteOrder order, Tensor target) {
    long left = (long) target.size() * bytes;
    int at = target.offset();
    while (left > 0) {
      ByteBuffer chunk = in.next(left, "elements").order(order);
      left -= chunk.remaining();
      int count = chunk.remaining() / bytes;
      switch (target.array()) {
        case float[] narrow -> readFloats(in, chunk, narrow, at, count);
        case double[] wide -> readDoubles(in, chunk, wide, at, count);
        default -> throw new AssertionError(target.array().getClass());
      }
      at += count;
    }
  }

  private void readFloats(FileBytes in, ByteBuffer chunk, float[] values, int at, int count) {
    if (this == F32) {
      FloatBuffer floats = chunk.asFloatBuffer();
      floats.get(values, at, count);
    } else if (this == U8) {
      for (int i = 0; i < count; i++) {
        values[at + i] = chunk.get(i) & 0xff;
      }
    } else {
      for (int i = 0; i < count; i++) {
        values[at + i] = (float) next(in, chunk);
      }
    }
  }

  private void readDoubles(FileBytes in, ByteBuffer chunk, double[] values, int at, int count) {
    for (int i = 0; i < count; i++) {
      values[at + i] = next(in, chunk);
    }
  }

  private double next(FileBytes in, ByteBuffer chunk) {
    return switch (this) {
      case BOOL -> chunk.get() == 0 ? 0 : 1;
      case U8 -> chunk.get() & 0xff;
      case I8 -> chunk.get();
      case U16 -> chunk.getShort() & 0xffff;
      case I16 -> chunk.getShort();
      case F16 -> Float.float16ToFloat(chunk.getShort());
      case BF16 -> Float.intBitsToFloat(chunk.getShort() << 16);
      case U32 -> chunk.getInt() & 0xffff_ffffL;
      case I32 -> chunk.getInt();
      case F32 -> chunk.getFloat();
      case I64 -> exact(in, chunk.getLong(), chunk.remaining());
      case U64 -> exactUnsigned(in, chunk.getLong(), chunk.remaining());
      case F64 -> chunk.getDouble();
    };
  }

  private static double exact(FileBytes in, long value, int unread) {
    if (value > LARGEST_EXACT || value < -LARGEST_EXACT) {
      throw inexact(in, Long.toString(value), unread);
    }
    return value;
  }

  private static double exactUnsigned(FileBytes in, long value, int unread) {
    if (value < 0 || value > LARGEST_EXACT) {
      throw inexact(in, Long.toUnsignedString(value), unread);
    }
    return value;
  }

  private static DataFormatException inexact(FileBytes in, String value, int unread) {
    return DataFormatException.atByte(
        in.name(),
        in.offset() - unread - Long.BYTES,
        "the integer " + value,
        "-2^53 to 2^53, which float64 holds exactly",
        "store smaller numbers");
  }
}
