package lanewise.bench.inspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * What the inner loop of a microkernel does each time round.
 *
 * @param instructions all of them
 * @param fmas fused multiply-adds of vectors
 * @param loads of vectors
 * @param broadcasts of one number into all lanes
 * @param stores of vectors, into objects on the heap: a microkernel writes its results behind its
 *     loop
 * @param stackMoves vectors moved to or from the stack: registers did not suffice
 * @param integerSpills integers moved to or from vector registers: general registers did not
 *     suffice
 */
public record HotLoop(
    int instructions,
    int fmas,
    int loads,
    int broadcasts,
    int stores,
    int stackMoves,
    int integerSpills) {
  /**
   * The loop with the most FMAs that holds no other loop with FMAs: where a loop was unrolled, the
   * unrolled one and not what runs before and after it.
   */
  static Optional<HotLoop> in(List<Instruction> code) {
    List<Body> bodies = new ArrayList<>();
    for (Instruction instruction : code) {
      OptionalLong target = instruction.backwardTarget();
      if (target.isPresent()) {
        Body body = new Body(target.getAsLong(), instruction.address());
        if (body.count(code, Instruction::isFma) > 0) {
          bodies.add(body);
        }
      }
    }
    return bodies.stream()
        .filter(body -> bodies.stream().noneMatch(body::goesRound))
        .max(Comparator.comparingInt(body -> body.count(code, Instruction::isFma)))
        .map(body -> body.summary(code));
  }

  /** From where a branch jumps to, to that branch. */
  private record Body(long start, long branch) {
    boolean holds(long address) {
      return start <= address && address <= branch;
    }

    boolean goesRound(Body other) {
      return other.branch != branch && holds(other.branch);
    }

    int count(List<Instruction> code, Predicate<Instruction> kind) {
      return (int)
          code.stream()
              .filter(instruction -> holds(instruction.address()) && kind.test(instruction))
              .count();
    }

    HotLoop summary(List<Instruction> code) {
      return new HotLoop(
          count(code, instruction -> true),
          count(code, Instruction::isFma),
          count(code, Instruction::isVectorLoad),
          count(code, Instruction::isBroadcast),
          count(code, Instruction::isVectorStore),
          count(code, Instruction::isVectorStackMove),
          count(code, Instruction::isIntegerSpill));
    }
  }
}
