package lanewise.model;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import lanewise.io.Json;
import lanewise.io.TensorBytes;
import lanewise.io.tensors.Checksum;
import lanewise.io.tensors.SafeTensors;
import lanewise.tensor.DType;
import lanewise.tensor.Tensor;

/** Content that Lanewise never wrote, with the checksum of what it wrote. */
public final class Forgery {
  private Forgery() {}

  /** The bytes of a file of this content, its checksum put right. */
  public static byte[] sealed(
      SortedMap<String, Tensor> tensors, SortedMap<String, String> metadata) {
    metadata.remove(Checksum.KEY);
    SafeTensors content = Checksum.sealed(new SafeTensors(tensors, metadata));
    var data = new ByteArrayOutputStream();
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("__metadata__", content.metadata());
    for (Map.Entry<String, Tensor> entry : content.tensors().entrySet()) {
      Tensor tensor = entry.getValue();
      long begin = data.size();
      TensorBytes.<RuntimeException>send(tensor, (bytes, count) -> data.write(bytes, 0, count));
      header.put(
          entry.getKey(),
          Map.of(
              "dtype",
              tensor.dtype() == DType.FLOAT32 ? "F32" : "F64",
              "shape",
              tensor.shape().dims(),
              "data_offsets",
              new long[] {begin, data.size()}));
    }
    byte[] json = Json.line(header).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + json.length + data.size())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .put(data.toByteArray())
        .array();
  }
}
