package lanewise.kernel;

/** How a GEMM reads an operand: as it lies in memory, or with rows and columns exchanged. */
public enum Transpose {
  NO,
  YES
}
