/**
 * Lanewise io: files in and out. Data sets, tensors, models, checkpoints and metrics; every file is
 * written whole or not at all.
 */
module lanewise.io {
  requires static org.jspecify;
  requires transitive lanewise.core;
  requires com.fasterxml.jackson.databind;
  requires de.siegmar.fastcsv;

  exports lanewise.io;
  exports lanewise.io.dataset;
  exports lanewise.io.model;
  exports lanewise.io.tensors;
}
