package lanewise.simd.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import lanewise.kernel.Transpose;
import lanewise.simd.parallel.WorkerPool;
import lanewise.tensor.DType;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** GemmWorkspaces are as many as were ever needed at once, and are found again. */
class GemmWorkspacesTest {
  @Test
  void asManyAsWereBorrowedAtOnceAreKept() {
    GemmWorkspaces workspaces = new GemmWorkspaces();
    List<GemmWorkspace> first = borrow(workspaces, 20);
    first.forEach(workspaces::giveBack);
    List<GemmWorkspace> again = borrow(workspaces, 20);
    assertThat(again).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(first);
    assertThat(workspaces.count()).isEqualTo(20);
    assertThat(workspaces.borrow()).isNotIn(first);
  }

  /** Four callers of one thread's kernels, who wait for each other within their products. */
  @Test
  void concurrentCallersOfOneThreadFindTheirWorkspacesAgain() throws Exception {
    int callers = 4;
    int side = 70;
    try (WorkerPool pool = new WorkerPool(1)) {
      Gemm gemm = new Gemm(pool);
      CyclicBarrier meeting = new CyclicBarrier(callers);
      List<FutureTask<Void>> running = new ArrayList<>();
      for (int caller = 0; caller < callers; caller++) {
        FutureTask<Void> task =
            new FutureTask<>(
                () -> {
                  Tensor x = Tensor.zeros(DType.FLOAT32, Shape.of(side, side));
                  Tensor y = Tensor.zeros(DType.FLOAT32, Shape.of(side, side));
                  boolean[] met = new boolean[1];
                  for (int round = 0; round < 20; round++) {
                    met[0] = false;
                    RowEpilogue meet =
                        (count, row, at) -> {
                          if (!met[0]) {
                            met[0] = true;
                            await(meeting);
                          }
                        };
                    gemm.affine(x, Transpose.NO, x, null, meet, y);
                  }
                  return null;
                });
        running.add(task);
        Thread.ofPlatform().daemon().start(task);
      }
      for (FutureTask<Void> task : running) {
        task.get();
      }
      assertThat(gemm.workspaces.count()).isEqualTo(callers);
    }
  }

  private static void await(CyclicBarrier meeting) {
    try {
      meeting.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<GemmWorkspace> borrow(GemmWorkspaces workspaces, int count) {
    List<GemmWorkspace> borrowed = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      borrowed.add(workspaces.borrow());
    }
    return borrowed;
  }
}
