package lanewise.bench.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HotLoopTest {
  @Test
  void countsTheLoopOfASoundKernel() {
    assertThat(HotLoop.in(Recorded.sound())).contains(new HotLoop(38, 12, 2, 6, 0, 0, 0));
  }

  @Test
  void countsTheSpills() {
    HotLoop loop = HotLoop.in(Recorded.spilling()).orElseThrow();

    assertThat(loop.fmas()).isEqualTo(20);
    assertThat(loop.loads()).isEqualTo(2);
    assertThat(loop.broadcasts()).isEqualTo(10);
    assertThat(loop.stackMoves()).isEqualTo(18);
  }

  @Test
  void takesTheUnrolledLoopAndNotTheOneAroundIt() {
    List<Instruction> code =
        Disassembler.parse(
            List.of(
                "   0:\tvfmadd231ps ymm0,ymm1,ymm2",
                "   5:\tjl     0x0",
                "   7:\tmov    eax,ebx",
                "   9:\tvfmadd231ps ymm0,ymm1,YMMWORD PTR [rax+0x10]",
                "   e:\tvfmadd213ps ymm3,ymm1,ymm2",
                "  13:\tjne    0x9",
                "  15:\tjmp    0x7",
                "  17:\tjmp    0xffffffffffac4be0"));

    assertThat(HotLoop.in(code)).contains(new HotLoop(3, 2, 1, 0, 0, 0, 0));
  }

  @Test
  void aSpillBesideTheLoopDoesNotCount() {
    List<Instruction> code =
        Disassembler.parse(
            List.of(
                "   0:\tvmovdqu YMMWORD PTR [rsp+0x20],ymm2",
                "   6:\tvfmadd231ps zmm0,zmm1,zmm2",
                "   c:\tmov    eax,DWORD PTR [rsp+0x8]",
                "   e:\tjl     0x6",
                "  10:\tvmovdqu ymm2,YMMWORD PTR [rsp+0x20]"));

    assertThat(HotLoop.in(code)).contains(new HotLoop(3, 1, 0, 0, 0, 0, 0));
  }

  @Test
  void anyVectorOnTheStackCounts() {
    List<Instruction> code =
        Disassembler.parse(
            List.of(
                "   0:\tvmovups zmm20,ZMMWORD PTR [rsp+0x40]",
                "   6:\tvbroadcastss xmm1,DWORD PTR [rsp+0x8]",
                "   b:\tvfmadd231ps zmm0,zmm1,zmm20",
                "  11:\tvmovups ZMMWORD PTR [rsp+0x40],zmm0",
                "  17:\tvmovups ZMMWORD PTR [rdi+0x40],zmm0",
                "  1d:\tja     0x0"));

    assertThat(HotLoop.in(code)).contains(new HotLoop(6, 1, 0, 1, 1, 3, 0));
  }

  @Test
  void integersKeptInVectorRegistersCount() {
    List<Instruction> code =
        Disassembler.parse(
            List.of(
                "   0:\tvmovd  xmm18,r10d",
                "   6:\tvmovd  ebp,xmm18",
                "   c:\tvmovq  r9,xmm0",
                "  11:\tvmovd  xmm3,DWORD PTR [rdi+0x10]",
                "  17:\tvfmadd231ps zmm2,zmm0,zmm19",
                "  1d:\tjl     0x0"));

    HotLoop loop = HotLoop.in(code).orElseThrow();
    assertThat(loop.integerSpills()).isEqualTo(3);
    assertThat(loop.stackMoves()).isZero();
  }

  @Test
  void withoutFmasThereIsNoHotLoop() {
    assertThat(HotLoop.in(List.of())).isEmpty();
    assertThat(
            HotLoop.in(
                Disassembler.parse(
                    List.of(
                        "   0:\tvfmadd231ss xmm0,xmm1,xmm2",
                        "   5:\tjl     0x0",
                        "   7:\tvfmadd231ps ymm0,ymm1,ymm2",
                        "   c:\tjl     0x20"))))
        .isEmpty();
  }
}
