package lanewise.nn;

/** The course material on the reference backend. */
final class CourseMaterialReferenceTest extends CourseMaterialContract {
  CourseMaterialReferenceTest() {
    super("reference");
  }
}
