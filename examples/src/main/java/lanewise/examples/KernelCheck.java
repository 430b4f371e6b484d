package lanewise.examples;

import lanewise.check.Comparison;
import lanewise.check.Doctor;
import lanewise.kernel.Backend;
import lanewise.kernel.Blas;
import lanewise.kernel.Transpose;

/** A product as BLAS users know it, and what is to be known of a backend. */
final class KernelCheck {
  private KernelCheck() {}

  static void main() {
    float[] a = new float[64 * 784];
    float[] b = new float[784 * 256];
    float[] c = new float[64 * 256];
    try (Backend vector = Backend.vector(2);
        Backend scalar = Backend.scalar()) {
      Blas.sgemm(
          vector,
          Transpose.NO,
          Transpose.NO,
          64,
          256,
          784,
          1f,
          a,
          0,
          784,
          b,
          0,
          256,
          0f,
          c,
          0,
          256);
      System.out.println(Comparison.of(vector, scalar).products(64, 256, 784)); // errors, verdict
      System.out.println(Doctor.examine(vector)); // is SIMD on, how fast, why not
    }
  }
}
