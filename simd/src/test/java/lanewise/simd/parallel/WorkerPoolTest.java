package lanewise.simd.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The time limit is for a pool that hangs; however busy the machine, none of them comes near. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class WorkerPoolTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void everyPartRunsExactlyOnce(int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      for (int round = 0; round < 500; round++) {
        int parts = round % 17;
        AtomicIntegerArray runs = new AtomicIntegerArray(17);
        pool.run(parts, runs::incrementAndGet);
        for (int part = 0; part < 17; part++) {
          assertThat(runs.get(part)).isEqualTo(part < parts ? 1 : 0);
        }
      }
    }
  }

  @Test
  void partsRunAtTheSameTime() {
    try (WorkerPool pool = new WorkerPool(3)) {
      CountDownLatch allInside = new CountDownLatch(3);
      Set<Thread> threads = ConcurrentHashMap.newKeySet();
      pool.run(
          3,
          part -> {
            threads.add(Thread.currentThread());
            allInside.countDown();
            await(allInside);
          });
      assertThat(threads).hasSize(3).contains(Thread.currentThread());
    }
  }

  @Test
  void parkedWorkersWakeUp() throws InterruptedException {
    try (WorkerPool pool = new WorkerPool(2)) {
      for (int round = 0; round < 3; round++) {
        Thread worker = workerOf(pool);
        while (worker.getState() != Thread.State.WAITING) {
          Thread.sleep(1);
        }
        assertThat(workerOf(pool)).isSameAs(worker);
      }
    }
  }

  @Test
  void plainWritesOfPartsAreVisibleToTheCaller() {
    try (WorkerPool pool = new WorkerPool(4)) {
      int[] cells = new int[64];
      for (int round = 1; round <= 2000; round++) {
        pool.run(64, part -> cells[part]++);
        for (int cell : cells) {
          assertThat(cell).isEqualTo(round);
        }
      }
    }
  }

  @Test
  void poolsShareTheWorkersThatMayWorkAtOnce() {
    Permits permits = new Permits(1);
    try (WorkerPool one = new WorkerPool(2, permits);
        WorkerPool other = new WorkerPool(2, permits)) {
      for (int round = 0; round < 100; round++) {
        CountDownLatch bothInside = new CountDownLatch(2);
        one.run(
            2,
            part -> {
              bothInside.countDown();
              await(bothInside);
              Thread thread = Thread.currentThread();
              other.run(5, inner -> assertThat(Thread.currentThread()).isSameAs(thread));
            });
      }
      assertThat(workerOf(other)).isNotSameAs(Thread.currentThread());
      assertThat(permits.take(2)).isEqualTo(1);
    }
  }

  @Test
  void aPoolAloneHasAllItsWorkers() {
    Permits permits = new Permits(0);
    try (WorkerPool pool = new WorkerPool(4, permits)) {
      CountDownLatch allInside = new CountDownLatch(4);
      pool.run(
          4,
          part -> {
            allInside.countDown();
            await(allInside);
          });
      assertThat(permits.take(9)).isEqualTo(3);
    }
  }

  @Test
  void withoutAPermitTheCallerDoesEveryPart() {
    Permits permits = new Permits(1);
    try (WorkerPool pool = new WorkerPool(2, permits)) {
      assertThat(permits.take(1)).isEqualTo(1);
      Set<Thread> threads = ConcurrentHashMap.newKeySet();
      pool.run(50, part -> threads.add(Thread.currentThread()));
      assertThat(threads).containsExactly(Thread.currentThread());
      permits.giveBack(1);
      assertThat(workerOf(pool)).isNotSameAs(Thread.currentThread());
    }
  }

  @Test
  void nestedCallsRunInline() {
    try (WorkerPool pool = new WorkerPool(2)) {
      AtomicInteger runs = new AtomicInteger();
      pool.run(
          4,
          outer -> {
            Thread thread = Thread.currentThread();
            pool.run(
                5,
                inner -> {
                  assertThat(Thread.currentThread()).isSameAs(thread);
                  runs.incrementAndGet();
                });
          });
      assertThat(runs).hasValue(20);
    }
  }

  @Test
  void concurrentCallersAreServedApart() throws InterruptedException {
    try (WorkerPool pool = new WorkerPool(3)) {
      List<Thread> callers = new ArrayList<>();
      AtomicInteger wrong = new AtomicInteger();
      for (int c = 0; c < 4; c++) {
        Thread caller =
            new Thread(
                () -> {
                  AtomicInteger runs = new AtomicInteger();
                  for (int round = 1; round <= 3000; round++) {
                    pool.run(7, part -> runs.incrementAndGet());
                    if (runs.get() != 7 * round) {
                      wrong.incrementAndGet();
                    }
                  }
                });
        callers.add(caller);
        caller.start();
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(wrong).hasValue(0);
    }
  }

  @Test
  void anExceptionReachesTheCallerAfterAllPartsRan() {
    try (WorkerPool pool = new WorkerPool(3)) {
      for (int failing = 0; failing < 6; failing++) {
        int bad = failing;
        AtomicInteger runs = new AtomicInteger();
        assertThatThrownBy(
                () ->
                    pool.run(
                        6,
                        part -> {
                          runs.incrementAndGet();
                          if (part == bad) {
                            throw new IllegalStateException("part " + part);
                          }
                        }))
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("part " + bad);
        assertThat(runs).hasValue(6);
      }
      AtomicInteger runs = new AtomicInteger();
      pool.run(6, part -> runs.incrementAndGet());
      assertThat(runs).hasValue(6);
    }
  }

  @Test
  void anInterruptIsKept() {
    try (WorkerPool pool = new WorkerPool(2)) {
      Thread.currentThread().interrupt();
      AtomicInteger runs = new AtomicInteger();
      CountDownLatch callerHasItsPart = new CountDownLatch(1);
      pool.run(
          2,
          part -> {
            if (Thread.currentThread().isInterrupted()) {
              callerHasItsPart.countDown();
            } else {
              await(callerHasItsPart);
            }
            runs.incrementAndGet();
          });
      assertThat(runs).hasValue(2);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void closeEndsTheWorkersAndMayBeRepeated() throws InterruptedException {
    WorkerPool pool = new WorkerPool(2);
    Thread worker = workerOf(pool);
    pool.close();
    pool.close();
    worker.join();
    assertThat(worker.isAlive()).isFalse();
    AtomicInteger runs = new AtomicInteger();
    pool.run(3, part -> runs.incrementAndGet());
    assertThat(runs).hasValue(3);
  }

  @Test
  void aCallAllocatesNothing() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (WorkerPool pool = new WorkerPool(2)) {
      int[] cells = new int[8];
      ParallelTask task = part -> cells[part]++;
      for (int i = 0; i < 20_000; i++) {
        pool.run(8, task);
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1000; i++) {
        pool.run(8, task);
      }
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1000);
    }
  }

  @Test
  void refusesLessThanOneThread() {
    assertThatThrownBy(() -> new WorkerPool(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("WorkerPool: threads=0, expected 1 or more");
  }

  private static Thread workerOf(WorkerPool pool) {
    CountDownLatch bothInside = new CountDownLatch(2);
    Thread[] threads = new Thread[2];
    pool.run(
        2,
        part -> {
          threads[part] = Thread.currentThread();
          bothInside.countDown();
          await(bothInside);
        });
    return threads[0] == Thread.currentThread() ? threads[1] : threads[0];
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
