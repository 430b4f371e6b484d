package lanewise.simd;

import lanewise.nn.CourseMaterialContract;
import org.junit.jupiter.api.Tag;

/** The course material's figures on vectors, at every lane width. */
@Tag("widths")
class CourseMaterialVectorTest extends CourseMaterialContract {
  CourseMaterialVectorTest() {
    super("vector");
  }
}
