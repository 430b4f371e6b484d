package lanewise.bench.peer.openblas;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lanewise.bench.race.Cblas;
import lanewise.bench.race.Contender;
import lanewise.bench.race.ContenderServer;
import lanewise.bench.race.LoadedLibraries;
import lanewise.bench.race.Work;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/** OpenBLAS, from the jars of JavaCPP. */
public final class OpenBlasContender implements Contender {
  private final Cblas library;

  private OpenBlasContender(Cblas library) {
    this.library = library;
  }

  /** Serves the race; argument: the number of threads. */
  public static void main(String[] args) throws IOException {
    Loader.load(openblas_nolapack.class);
    Cblas library = new Cblas(Path.of(LoadedLibraries.path("libopenblas")));
    library.set("openblas_set_num_threads", Integer.parseInt(args[0]));
    ContenderServer.serve(new OpenBlasContender(library));
  }

  @Override
  public Map<String, String> introduce() {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("name", "OpenBLAS");
    words.put("version", library.text("openblas_get_config"));
    words.put("threads", Integer.toString(library.get("openblas_get_num_threads")));
    words.put("kernels", library.text("openblas_get_corename"));
    return words;
  }

  @Override
  public Optional<Task> prepare(Work work) {
    return work instanceof Work.MatrixProduct gemm
        ? Optional.of(library.product(gemm))
        : Optional.empty();
  }
}
