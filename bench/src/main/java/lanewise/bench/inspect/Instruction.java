package lanewise.bench.inspect;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One instruction of x86-64.
 *
 * @param address where it begins
 * @param mnemonic what it does, in lower case
 * @param operands to what, in Intel's order: the destination first
 */
record Instruction(long address, String mnemonic, String operands) {
  private static final Pattern TARGET = Pattern.compile("(?:0x)?([0-9a-f]{1,15})");
  private static final Pattern VECTOR = Pattern.compile("\\b[xyz]mm\\d");
  private static final String FMA = "vfmadd";

  /** A fused multiply-add of vectors of float32. */
  boolean isFma() {
    return mnemonic.startsWith(FMA) && mnemonic.endsWith("ps");
  }

  /** Copies one number into all lanes. */
  boolean isBroadcast() {
    return mnemonic.contains("broadcast");
  }

  /** Moves a vector register to or from the stack: a spill, or its return. */
  boolean isVectorStackMove() {
    return usesVector() && operands.contains("[rsp");
  }

  /**
   * Moves a number between a general register and a vector register: where general registers do not
   * suffice, the JIT keeps integers in vector registers, and every use of one takes a turn of the
   * units that multiply.
   */
  boolean isIntegerSpill() {
    return (mnemonic.equals("vmovd") || mnemonic.equals("vmovq")) && !operands.contains("[");
  }

  /** Reads vectors from memory other than the stack; a broadcast is not counted. */
  boolean isVectorLoad() {
    int memory = operands.indexOf('[');
    return usesVector()
        && !isBroadcast()
        && !isVectorStackMove()
        && memory > operands.indexOf(',')
        && operands.indexOf(',') >= 0;
  }

  /** Writes vectors to memory other than the stack. */
  boolean isVectorStore() {
    int memory = operands.indexOf('[');
    return usesVector() && !isVectorStackMove() && memory >= 0 && memory < operands.indexOf(',');
  }

  private boolean usesVector() {
    return VECTOR.matcher(operands).find();
  }

  /** Where it jumps to, if that lies before it: the way that loops go round. */
  OptionalLong backwardTarget() {
    Matcher target = TARGET.matcher(operands);
    if (!mnemonic.startsWith("j") || !target.matches()) {
      return OptionalLong.empty();
    }
    long value = Long.parseLong(target.group(1), 16);
    return value <= address ? OptionalLong.of(value) : OptionalLong.empty();
  }
}
