package lanewise.bench.race;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * A native library with the C interface of BLAS, called directly through the foreign-function API:
 * nanoseconds per call, on memory aligned to 64 bytes.
 */
@SuppressWarnings(
    "restricted") // to call native code is what this class is for; only peers' processes load it
public final class Cblas {
  private static final int ROW_MAJOR = 101;
  private static final int NO_TRANS = 111;
  private static final int TRANS = 112;
  private static final int CACHE_LINE = 64;

  private final SymbolLookup symbols;
  private final MethodHandle sgemm;

  /** Opens the library in that file. */
  public Cblas(Path library) {
    symbols = SymbolLookup.libraryLookup(library, Arena.global());
    sgemm =
        function(
            "cblas_sgemm",
            FunctionDescriptor.ofVoid(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_FLOAT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_FLOAT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
  }

  private MethodHandle function(String name, FunctionDescriptor type) {
    return Linker.nativeLinker()
        .downcallHandle(
            symbols.find(name).orElseThrow(() -> new RaceException("no function " + name)), type);
  }

  /** Calls {@code void name(int)}. */
  public void set(String name, int value) {
    try {
      function(name, FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT)).invokeExact(value);
    } catch (Throwable e) {
      throw failed(name, e);
    }
  }

  /** Calls {@code int name()}. */
  public int get(String name) {
    try {
      return (int) function(name, FunctionDescriptor.of(ValueLayout.JAVA_INT)).invokeExact();
    } catch (Throwable e) {
      throw failed(name, e);
    }
  }

  /** Calls {@code char *name()}. */
  public String text(String name) {
    var pointer =
        ValueLayout.ADDRESS.withTargetLayout(
            MemoryLayout.sequenceLayout(Long.MAX_VALUE, ValueLayout.JAVA_BYTE));
    try {
      return ((MemorySegment) function(name, FunctionDescriptor.of(pointer)).invokeExact())
          .getString(0);
    } catch (Throwable e) {
      throw failed(name, e);
    }
  }

  /** Calls {@code void name(char *buffer, int length)}. */
  public String text(String name, int length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(length + 1L);
      function(name, FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_INT))
          .invokeExact(buffer, length);
      return buffer.getString(0);
    } catch (Throwable e) {
      throw failed(name, e);
    }
  }

  /** The product of that shape on this library. */
  public Contender.Task product(Work.MatrixProduct work) {
    return new ProductTask(work);
  }

  private static RaceException failed(String name, Throwable cause) {
    return new RaceException(name + ": " + cause.getMessage(), cause);
  }

  private final class ProductTask implements Contender.Task {
    private final Work.MatrixProduct work;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment a;
    private final MemorySegment b;
    private final MemorySegment c;

    ProductTask(Work.MatrixProduct work) {
      this.work = work;
      a = floats(Inputs.floats(1, work.m() * work.k(), 1));
      b = floats(Inputs.floats(2, work.k() * work.n(), 1));
      c = floats(new float[work.resultSize()]);
    }

    private MemorySegment floats(float[] values) {
      return arena
          .allocate((long) values.length * Float.BYTES, CACHE_LINE)
          .copyFrom(MemorySegment.ofArray(values));
    }

    @Override
    public void run() {
      try {
        sgemm.invokeExact(
            ROW_MAJOR,
            work.transA() ? TRANS : NO_TRANS,
            work.transB() ? TRANS : NO_TRANS,
            work.m(),
            work.n(),
            work.k(),
            1f,
            a,
            work.transA() ? work.m() : work.k(),
            b,
            work.transB() ? work.k() : work.n(),
            0f,
            c,
            work.n());
      } catch (Throwable e) {
        throw failed("cblas_sgemm", e);
      }
    }

    @Override
    public float[] result() {
      return c.toArray(ValueLayout.JAVA_FLOAT);
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}
