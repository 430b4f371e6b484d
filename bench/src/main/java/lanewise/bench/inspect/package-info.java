/**
 * A guard against silent slowness: reads the machine code that the JIT made of the GEMM
 * microkernels.
 *
 * <p>The speed of a microkernel hangs on its accumulators staying in registers, which is the JIT's
 * choice and may change with any update of the JDK. {@link lanewise.bench.inspect.KernelInspection}
 * lets a JVM of its own multiply matrices and print what it compiled ({@link
 * lanewise.bench.inspect.MachineCode}), disassembles it ({@link
 * lanewise.bench.inspect.Disassembler}) and counts in the inner loop ({@link
 * lanewise.bench.inspect.HotLoop}).
 */
@NullMarked
package lanewise.bench.inspect;

import org.jspecify.annotations.NullMarked;
