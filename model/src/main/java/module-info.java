/**
 * Lanewise model: trained networks with all that their answers need, saved, loaded and asked. What
 * most programs name as their one dependency.
 */
module lanewise.model {
  requires static org.jspecify;
  requires transitive lanewise.core;
  requires transitive lanewise.io;
  requires transitive java.sql;
  requires jdk.httpserver;

  exports lanewise.feature;
  exports lanewise.model;
  exports lanewise.report;
  exports lanewise.serve;
  exports lanewise.table;
}
