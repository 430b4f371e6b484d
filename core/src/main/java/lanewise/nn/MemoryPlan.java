package lanewise.nn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which buffers of a network's passes may lie in the same memory: those that are never needed at
 * the same time. Times are numbers of layer calls, forward and then backward.
 *
 * <p>Buffers are dealt out to blocks, the largest first, each into the first block that is free at
 * all its times; a block is as large as its first buffer. All sizes are per example.
 */
final class MemoryPlan {
  /**
   * One buffer.
   *
   * @param values elements per example
   * @param from the first time that it is needed
   * @param to the last
   */
  record Request(long values, int from, int to) {
    private boolean meets(Request other) {
      return from <= other.to && other.from <= to;
    }
  }

  private final List<Request> requests = new ArrayList<>();
  private final List<List<Request>> blocks = new ArrayList<>();
  private int[] blockOf = {};

  /** Adds a buffer; its number is the count of those before it. */
  int add(Request request) {
    requests.add(request);
    return requests.size() - 1;
  }

  MemoryPlan dealt() {
    blockOf = new int[requests.size()];
    List<Integer> bySize = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      bySize.add(i);
    }
    bySize.sort(Comparator.comparingLong((Integer i) -> -requests.get(i).values()));
    for (int number : bySize) {
      blockOf[number] = place(requests.get(number));
    }
    return this;
  }

  private int place(Request request) {
    int block = 0;
    while (block < blocks.size() && blocks.get(block).stream().anyMatch(request::meets)) {
      block++;
    }
    if (block == blocks.size()) {
      blocks.add(new ArrayList<>());
    }
    blocks.get(block).add(request);
    return block;
  }

  int blockOf(int request) {
    return blockOf[request];
  }

  int blockCount() {
    return blocks.size();
  }

  /** Elements of a block per example. */
  long blockValues(int block) {
    return blocks.get(block).get(0).values();
  }

  /** Elements of all blocks per example. */
  long values() {
    long sum = 0;
    for (int block = 0; block < blocks.size(); block++) {
      sum += blockValues(block);
    }
    return sum;
  }
}
