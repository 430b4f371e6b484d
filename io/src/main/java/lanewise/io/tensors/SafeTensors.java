package lanewise.io.tensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import lanewise.io.AtomicFile;
import lanewise.io.DataFormatException;
import lanewise.io.FileBytes;
import lanewise.io.HeapRoom;
import lanewise.io.Json;
import lanewise.io.StoredType;
import lanewise.io.TensorBytes;
import lanewise.io.TextFile;
import lanewise.tensor.LanewiseException;
import lanewise.tensor.Shape;
import lanewise.tensor.ShapeException;
import lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Named tensors and a map of strings in a file of the safetensors format: 8 bytes of little-endian
 * header length, a JSON header, the elements. It holds data only and is read by PyTorch and others.
 *
 * <p>Equal content gives equal bytes: tensors lie in the order of element size (largest first,
 * which keeps every one aligned) and then of their names, metadata in the order of keys, and
 * nothing else is written. Reading checks every length against the file before memory is set aside,
 * and refuses holes, overlaps, names that occur twice, and products that overflow.
 *
 * <p>Source: the format description of huggingface/safetensors.
 *
 * @param tensors by name
 * @param metadata what {@code __metadata__} holds
 */
public record SafeTensors(SortedMap<String, Tensor> tensors, SortedMap<String, String> metadata) {
  private static final long LARGEST_HEADER = 100_000_000;

  /** The most memory that a byte of the header takes once it is parsed. */
  private static final int PARSED_BYTES = 32;

  private static final String METADATA = "__metadata__";
  private static final String DAMAGED = "the file is damaged or no safetensors file";

  public SafeTensors {
    tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    if (tensors.containsKey(METADATA)) {
      throw new LanewiseException(
          "SafeTensors: a tensor named "
              + METADATA
              + ", expected another name; the format keeps this one for itself");
    }
  }

  /** What the header says of one tensor. */
  private record Entry(String name, StoredType type, Shape shape, long begin, long end) {}

  /**
   * Writes the file, whole or not at all.
   *
   * @throws LanewiseException if a name or a text has half a surrogate pair
   * @throws lanewise.io.FileException if it cannot be written
   */
  public void write(Path file) {
    Stream.of(tensors.keySet(), metadata.keySet(), metadata.values())
        .flatMap(Collection::stream)
        .forEach(SafeTensors::requireUnicode);
    AtomicFile.write(file, this::writeTo);
  }

  private static void requireUnicode(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new LanewiseException(
          "SafeTensors: half a surrogate pair in \""
              + new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
              + "\", expected Unicode text");
    }
  }

  private void writeTo(OutputStream out) throws IOException {
    List<Map.Entry<String, Tensor>> ordered = new ArrayList<>(tensors.entrySet());
    ordered.sort(
        Comparator.comparing(
            (Map.Entry<String, Tensor> entry) -> entry.getValue().dtype().bytes(),
            Comparator.reverseOrder()));
    byte[] header = header(ordered);
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(length.putLong(header.length).array());
    out.write(header);
    for (Map.Entry<String, Tensor> entry : ordered) {
      TensorBytes.<IOException>send(entry.getValue(), (bytes, count) -> out.write(bytes, 0, count));
    }
  }

  private byte[] header(List<Map.Entry<String, Tensor>> ordered) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart(METADATA);
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      long begin = 0;
      for (Map.Entry<String, Tensor> entry : ordered) {
        Tensor tensor = entry.getValue();
        long end = begin + (long) tensor.size() * tensor.dtype().bytes();
        json.writeObjectFieldStart(entry.getKey());
        json.writeStringField("dtype", StoredType.of(tensor.dtype()).name());
        json.writeFieldName("shape");
        json.writeArray(tensor.shape().dims(), 0, tensor.shape().rank());
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {begin, end}, 0, 2);
        json.writeEndObject();
        begin = end;
      }
      json.writeEndObject();
    }
    while (bytes.size() % Long.BYTES != 0) {
      bytes.write(' ');
    }
    if (bytes.size() > LARGEST_HEADER) {
      throw new IOException(
          "a header of " + bytes.size() + " bytes, expected at most " + LARGEST_HEADER);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a file. Elements of integer and 16-bit types become float32 or float64 tensors, whichever
   * holds them exactly.
   *
   * @throws DataFormatException if it is no safetensors file, or a damaged one; one in gzip is none
   * @throws lanewise.train.InsufficientMemoryException if the heap cannot hold it
   * @throws lanewise.io.FileException if it cannot be read
   */
  public static SafeTensors read(Path file) {
    try (FileBytes in = FileBytes.openPlain(file)) {
      return read(in);
    }
  }

  /**
   * Reads what a stream gives, such as that of a class-path resource, up to its end: as {@link
   * #read(Path)}. The stream is not closed.
   *
   * @param name what errors call it
   */
  public static SafeTensors read(String name, InputStream stream) {
    return read(FileBytes.of(name, stream).requirePlain());
  }

  private static SafeTensors read(FileBytes in) {
    ByteBuffer length = ByteBuffer.wrap(in.take(Long.BYTES, "header length"));
    long headerBytes = length.order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (headerBytes < 2 || headerBytes > LARGEST_HEADER) {
      throw DataFormatException.atByte(
          in.name(),
          0,
          "a header of " + Long.toUnsignedString(headerBytes) + " bytes",
          "2 to " + LARGEST_HEADER,
          DAMAGED);
    }
    HeapRoom.require(in.name() + ": a header", headerBytes * PARSED_BYTES);
    String header = TextFile.decode(in.name(), in.take((int) headerBytes, "header"));
    if (!header.startsWith("{")) {
      throw DataFormatException.atByte(
          in.name(),
          Long.BYTES,
          "a header that begins with '" + header.charAt(0) + "'",
          "'{'",
          DAMAGED);
    }
    Map<String, @Nullable Object> fields =
        new LinkedHashMap<>(Json.parseObject(in.name() + " (header)", header));
    SortedMap<String, String> metadata =
        fields.containsKey(METADATA) ? metadata(in, fields.remove(METADATA)) : new TreeMap<>();
    return new SafeTensors(tensors(in, entries(in, fields)), metadata);
  }

  private static SortedMap<String, String> metadata(FileBytes in, @Nullable Object found) {
    if (!(found instanceof Map<?, ?> map)) {
      throw DataFormatException.at(
          in.name(), METADATA, kind(found), "an object of strings", DAMAGED);
    }
    SortedMap<String, String> metadata = new TreeMap<>();
    map.forEach(
        (key, value) -> {
          if (!(value instanceof String text)) {
            throw DataFormatException.at(
                in.name(), METADATA + " \"" + key + "\"", kind(value), "a string", DAMAGED);
          }
          metadata.put((String) key, text);
        });
    return metadata;
  }

  private static List<Entry> entries(FileBytes in, Map<String, @Nullable Object> fields) {
    List<Entry> entries = new ArrayList<>();
    fields.forEach((name, field) -> entries.add(entry(in, name, field)));
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long expected = 0;
    for (Entry entry : entries) {
      if (entry.begin != expected) {
        throw bad(
            in,
            entry.name,
            "elements from byte " + entry.begin + " on",
            "byte " + expected + ", where the tensor before it ends");
      }
      expected = entry.end;
    }
    if (expected != in.remaining()) {
      throw DataFormatException.atByte(
          in.name(),
          in.offset(),
          in.remaining() + " bytes of elements",
          expected + ", as the header says",
          "the file is truncated or damaged, get it again");
    }
    return entries;
  }

  private static Entry entry(FileBytes in, String name, @Nullable Object field) {
    if (!(field instanceof Map<?, ?> map) || map.size() != 3) {
      throw bad(in, name, kind(field), "an object with dtype, shape and data_offsets");
    }
    StoredType type = type(in, name, map.get("dtype"));
    long[] dims = numbers(in, name, "shape", map.get("shape"));
    long[] offsets = numbers(in, name, "data_offsets", map.get("data_offsets"));
    if (offsets.length != 2 || offsets[0] > offsets[1]) {
      throw bad(
          in, name, "data_offsets " + Arrays.toString(offsets), "[begin, end] with begin <= end");
    }
    long bytes = type.bytes();
    int[] extents = new int[dims.length];
    try {
      for (int axis = 0; axis < dims.length; axis++) {
        bytes = Math.multiplyExact(bytes, dims[axis]);
        extents[axis] = Math.toIntExact(dims[axis]);
      }
      if (bytes != offsets[1] - offsets[0]) {
        throw bad(in, name, offsets[1] - offsets[0] + " bytes", bytes + " for its dtype and shape");
      }
      return new Entry(name, type, Shape.of(extents), offsets[0], offsets[1]);
    } catch (ArithmeticException | ShapeException tooLarge) {
      throw bad(in, name, "a shape with too many elements", "a product that an array can hold");
    }
  }

  private static StoredType type(FileBytes in, String name, @Nullable Object dtype) {
    for (StoredType type : StoredType.values()) {
      if (type.name().equals(dtype)) {
        return type;
      }
    }
    throw bad(in, name, "dtype " + dtype, "one of " + List.of(StoredType.values()));
  }

  private static long[] numbers(FileBytes in, String name, String key, @Nullable Object found) {
    if (!(found instanceof List<?> list)) {
      throw bad(in, name, key + " " + kind(found), "a list of whole numbers");
    }
    long[] numbers = new long[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!(list.get(i) instanceof Integer || list.get(i) instanceof Long)) {
        throw bad(in, name, key + " with " + list.get(i), "whole numbers of 64 bits");
      }
      numbers[i] = ((Number) list.get(i)).longValue();
      if (numbers[i] < 0) {
        throw bad(in, name, key + " with " + numbers[i], "numbers of 0 or more");
      }
    }
    return numbers;
  }

  private static SortedMap<String, Tensor> tensors(FileBytes in, List<Entry> entries) {
    long bytes = 0;
    for (Entry entry : entries) {
      bytes += (long) entry.shape.size() * entry.type.dtype().bytes();
    }
    HeapRoom.require(in.name() + ": all tensors", bytes);
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    for (Entry entry : entries) {
      Tensor tensor =
          HeapRoom.tensor(
              in.name() + ": tensor \"" + entry.name + "\" " + entry.shape,
              entry.type.dtype(),
              entry.shape);
      entry.type.read(in, ByteOrder.LITTLE_ENDIAN, tensor);
      tensors.put(entry.name, tensor);
    }
    in.requireEnd("the last tensor");
    return tensors;
  }

  private static DataFormatException bad(
      FileBytes in, String tensor, String found, String expected) {
    return DataFormatException.at(in.name(), "tensor \"" + tensor + "\"", found, expected, DAMAGED);
  }

  private static String kind(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Map<?, ?> map -> "an object with " + map.keySet();
      case List<?> list -> "a list";
      case String text -> "a string";
      default -> String.valueOf(value);
    };
  }
}
