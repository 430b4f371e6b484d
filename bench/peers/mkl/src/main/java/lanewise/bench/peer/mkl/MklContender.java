package lanewise.bench.peer.mkl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lanewise.bench.race.Cblas;
import lanewise.bench.race.Contender;
import lanewise.bench.race.ContenderServer;
import lanewise.bench.race.LoadedLibraries;
import lanewise.bench.race.UnpackedLibrary;
import lanewise.bench.race.Work;
import org.bytedeco.javacpp.Loader;

/**
 * Intel oneMKL, from the jars of JavaCPP. It picks its kernels by CPU and does not tell which, but
 * they lie in a library of their own ({@code libmkl_avx2}, {@code libmkl_avx512}, {@code
 * libmkl_def}, ...), which it loads at the first call.
 */
public final class MklContender implements Contender {
  private final Cblas library;

  private MklContender(Cblas library) {
    this.library = library;
  }

  /** Serves the race; argument: the number of threads. */
  public static void main(String[] args) throws IOException {
    Cblas library = new Cblas(unpacked("libmkl_rt"));
    library.set("MKL_Set_Num_Threads", Integer.parseInt(args[0]));
    ContenderServer.serve(new MklContender(library));
  }

  /**
   * JavaCPP's own way of loading would load the kernels for every CPU, and nobody could tell which
   * are used.
   */
  private static Path unpacked(String name) throws IOException {
    return UnpackedLibrary.find(
        name, Loader.cacheResources("/org/bytedeco/mkl/" + Loader.getPlatform() + "/"));
  }

  @Override
  public Map<String, String> introduce() {
    try (Task first = library.product(new Work.MatrixProduct(64, 64, 64, false, false))) {
      first.run();
    }
    Map<String, String> words = new LinkedHashMap<>();
    words.put("name", "MKL");
    words.put("version", library.text("MKL_Get_Version_String", 200));
    words.put("threads", Integer.toString(library.get("MKL_Get_Max_Threads")));
    words.put(
        "kernels",
        LoadedLibraries.named("libmkl_")
            .replaceAll("libmkl_(core|intel|rt|vml)[^ ]* ?", "")
            .trim());
    return words;
  }

  @Override
  public Optional<Task> prepare(Work work) {
    return work instanceof Work.MatrixProduct gemm
        ? Optional.of(library.product(gemm))
        : Optional.empty();
  }
}
