/**
 * Lanewise course: the names, forms and options of the exercises of CS231n, on the engine of core.
 */
module lanewise.course {
  requires static org.jspecify;
  requires transitive lanewise.core;

  exports lanewise.course;
}
