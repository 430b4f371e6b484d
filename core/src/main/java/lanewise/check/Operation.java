package lanewise.check;

import lanewise.kernel.Kernels;

/**
 * One call of one operation of the seam, on fixed inputs.
 *
 * @param name the method of {@link Kernels}
 * @param shape sizes and options, for people
 */
record Operation(String name, String shape, Run run) {
  /** Makes the arrays in the trial's memory and calls the kernel; the array type is erased. */
  @FunctionalInterface
  interface Run {
    void on(Kernels<Object> kernels, Trial trial);
  }
}
