import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Writes the microkernels of the matrix product: a class per number of rows, and the one that
 * chooses among them. In the root of the project:
 *
 * <pre>java simd/src/generator/java/Microkernels.java simd/src/generated/java</pre>
 *
 * <p>The order of statements matters: by it the JIT deals out registers. See docs/notes/gemm.md.
 */
final class Microkernels {
  private static final String PACKAGE = "lanewise.simd.gemm";
  private static final int MAX_ROWS = 8;

  /** The tile of AVX2: where its 12 FMAs take six cycles, instructions of the loop count. */
  private static final int LONG_ROWS = 6;

  /** A way in which the operands lie. */
  private enum Layout {
    STRIP("strip", "int kc", "float[] a, int aOffset", "float[] b, int bOffset"),
    LONG_STRIP("longStrip", "int kc", "float[] a, int aOffset", "float[] b, int bOffset"),
    ROW_MAJOR("rowMajor", "int kc", "float[] a, int aOffset, int lda", "float[] b, int bOffset"),
    IN_PLACE(
        "inPlace",
        "int kc",
        "float[] a, int aOffset, int rowStride, int stepStride",
        "float[] b, int bOffset, int ldb");

    final String method;
    final String parameters;

    Layout(String method, String... operands) {
      this.method = method;
      this.parameters = String.join(",\n      ", operands) + ",\n      float[] c, int cOffset, int ldc";
    }

    String arguments() {
      return parameters.replaceAll("\\s+(int |float\\[] )?", " ").replaceFirst("int ", "");
    }

    String method(boolean fromZero) {
      return method + (fromZero ? "FromZero" : "");
    }
  }

  private static final String ZERO = "FloatVector.zero(F)";

  private final StringBuilder text = new StringBuilder();
  private final int rows;
  private final int vectors;

  private Microkernels(int rows, int vectors) {
    this.rows = rows;
    this.vectors = vectors;
  }

  public static void main(String[] folders) throws IOException {
    Path folder = Files.createDirectories(Path.of(folders[0], PACKAGE.split("\\.")));
    for (Map.Entry<String, String> file : files().entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
  }

  private static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    for (int rows = 1; rows <= MAX_ROWS; rows++) {
      files.put("Tile" + rows + "x2.java", new Microkernels(rows, 2).tile());
      files.put("Tile" + rows + "x1.java", new Microkernels(rows, 1).tile());
    }
    files.put("Microkernel.java", new Microkernels(MAX_ROWS, 2).choice());
    return files;
  }

  private String tile() {
    line("// Written by simd/src/generator/java/Microkernels.java; to be changed there.");
    line("package %s;", PACKAGE);
    line("");
    if (rows > 1) {
      line("import java.lang.invoke.VarHandle;");
    }
    line("import jdk.incubator.vector.FloatVector;");
    line("import jdk.incubator.vector.VectorSpecies;");
    line("import lanewise.simd.Lanes;");
    line("");
    line(
        "/** The microkernels of %d row%s by %d vector%s; see {@link Tiles}. */",
        rows, rows == 1 ? "" : "s", vectors, vectors == 1 ? "" : "s");
    line("final class Tile%dx%d {", rows, vectors);
    line("  private static final VectorSpecies<Float> F = Lanes.F;");
    line("  private static final int LANES = Lanes.LENGTH;");
    line("  private static final int WIDTH = 2 * LANES;");
    line("  private static final int STEP = Strips.WIDTH;");
    line("");
    line("  private Tile%dx%d() {}", rows, vectors);
    for (Layout layout : Layout.values()) {
      boolean narrow = layout == Layout.STRIP || layout == Layout.ROW_MAJOR;
      boolean wide = layout != Layout.LONG_STRIP || rows == LONG_ROWS;
      if (vectors == 1 ? narrow : wide) {
        kernel(layout, false);
        kernel(layout, true);
      }
    }
    line("}");
    return text.toString();
  }

  private void kernel(Layout layout, boolean fromZero) {
    line("");
    line("  static void %s(", layout.method(fromZero));
    line("      %s) {", layout.parameters);
    if (!fromZero) {
      rest("    int o%1$d = cOffset + %2$s;", "ldc");
    }
    for (int i = 0; i < rows; i++) {
      String from = i == 0 ? "cOffset" : "o" + i;
      line("    FloatVector c%d0 = %s;", i, fromZero ? ZERO : load("c", from));
      if (vectors == 2) {
        line("    FloatVector c%d1 = %s;", i, fromZero ? ZERO : load("c", from + " + LANES"));
      }
    }
    switch (layout) {
      case STRIP -> {
        line("    int p = aOffset;");
        line("    int q = bOffset;");
        line("    for (int s = 0; s < kc; s++) {");
        step("b", "q", "x", i -> i == 0 ? "p" : "p + " + i, true);
        line("      p += STEP;");
        line("      q += WIDTH;");
      }
      case LONG_STRIP -> {
        line("    int p = aOffset;");
        line("    int q = bOffset;");
        line("    for (int s = 0; s < kc; s += 2) {");
        step("b", "q", "x", i -> i == 0 ? "p" : "p + " + i, true);
        line("      VarHandle.loadLoadFence();");
        step("d", "q + WIDTH", "y", i -> i == 0 ? "p + STEP" : "p + STEP + " + i, true);
        line("      p += 2 * STEP;");
        line("      q += 2 * WIDTH;");
      }
      case ROW_MAJOR -> {
        rest("    int a%1$d = %2$s;", "lda");
        line("    int p = aOffset;");
        line("    for (int q = bOffset; q < bOffset + kc * WIDTH; q += WIDTH) {");
        step("b", "q", "x", i -> i == 0 ? "p" : "p + a" + i, false);
        line("      p++;");
      }
      case IN_PLACE -> {
        rest("    int a%1$d = %2$s;", "rowStride");
        line("    int p = aOffset;");
        line("    int q = bOffset;");
        line("    for (int s = 0; s < kc; s++) {");
        step("b", "q", "x", i -> i == 0 ? "p" : "p + a" + i, false);
        line("      p += stepStride;");
        line("      q += ldb;");
      }
    }
    line("    }");
    rest("    int s%1$d = cOffset + %2$s;", "ldc");
    for (int i = 0; i < rows; i++) {
      String to = i == 0 ? "cOffset" : "s" + i;
      line("    c%d0.intoArray(c, %s);", i, to);
      if (vectors == 2) {
        line("    c%d1.intoArray(c, %s + LANES);", i, to);
      }
    }
    line("  }");
  }

  /** One step of k. Fences keep the broadcasts apart where no bounds check does. */
  private void step(String b, String q, String x, IntFunction<String> at, boolean fences) {
    line("      FloatVector %s0 = %s;", b, load("b", q));
    if (vectors == 2) {
      line("      FloatVector %s1 = %s;", b, load("b", q + " + LANES"));
    }
    for (int i = 0; i < rows; i++) {
      if (fences && i > 0) {
        line("      VarHandle.loadLoadFence();");
      }
      line("      FloatVector %s%d = FloatVector.broadcast(F, a[%s]);", x, i, at.apply(i));
      line("      c%d0 = %s%d.fma(%s0, c%d0);", i, x, i, b, i);
      if (vectors == 2) {
        line("      c%d1 = %s%d.fma(%s1, c%d1);", i, x, i, b, i);
      }
    }
  }

  private String choice() {
    line("// Written by simd/src/generator/java/Microkernels.java; to be changed there.");
    line("package %s;", PACKAGE);
    line("");
    line("/** The microkernels by their number of rows; see {@link Tiles}. */");
    line("final class Microkernel {");
    line("  private Microkernel() {}");
    for (Layout layout : Layout.values()) {
      if (layout != Layout.LONG_STRIP) {
        choice(layout, false, 2);
        choice(layout, true, 2);
      }
    }
    for (Layout layout : new Layout[] {Layout.STRIP, Layout.ROW_MAJOR}) {
      choice(layout, false, 1);
      choice(layout, true, 1);
    }
    line("");
    line("  private static IllegalArgumentException unknown(int rows) {");
    line("    return new IllegalArgumentException(");
    line("        \"Microkernel: rows=\" + rows + \", expected 1..%d\");", MAX_ROWS);
    line("  }");
    line("}");
    return text.toString();
  }

  private void choice(Layout layout, boolean fromZero, int wide) {
    String method = layout.method(fromZero);
    line("");
    line("  static void %s(", wide == 2 ? method : "narrow" + capital(method));
    line("      int rows,");
    line("      %s) {", layout.parameters);
    line("    switch (rows) {");
    for (int i = rows; i > 0; i--) {
      String call = "Tile%dx%d.%s(%s);".formatted(i, wide, method, layout.arguments());
      if (layout == Layout.STRIP && i == LONG_ROWS && wide == 2) {
        line("      case %d -> {", i);
        line("        if (kc < Tiles.LONG || kc %% 2 != 0) {");
        line("          %s", call);
        line("        } else {");
        line("          %s", call.replace("." + method, "." + Layout.LONG_STRIP.method(fromZero)));
        line("        }");
        line("      }");
      } else {
        line("      case %d -> %s", i, call);
      }
    }
    line("      default -> throw unknown(rows);");
    line("    }");
    line("  }");
  }

  // ---------------------------------------------------------------- pieces of text

  private void line(String format, Object... values) {
    text.append(format.formatted(values)).append('\n');
  }

  /** A line for each row but the first: its number, and so many times a distance. */
  private void rest(String format, String distance) {
    for (int i = 1; i < rows; i++) {
      line(format, i, i == 1 ? distance : i + " * " + distance);
    }
  }

  private static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  private static String load(String array, String index) {
    return "FloatVector.fromArray(F, %s, %s)".formatted(array, index);
  }
}
