package lanewise.nn;

/** The course material on the scalar backend. */
final class CourseMaterialScalarTest extends CourseMaterialContract {
  CourseMaterialScalarTest() {
    super("scalar");
  }
}
