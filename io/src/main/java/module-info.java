/**
 * Lanewise io: files in and out. Data sets, tensors and checkpoints; every file is written whole or
 * not at all.
 */
module lanewise.io {
  requires static org.jspecify;
  requires transitive lanewise.core;
  requires com.fasterxml.jackson.databind;
  requires de.siegmar.fastcsv;

  exports lanewise.io;
  exports lanewise.io.checkpoint;
  exports lanewise.io.dataset;
  exports lanewise.io.tensors;
}
