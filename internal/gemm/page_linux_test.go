package gemm

import (
	"syscall"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"

	"github.com/clm-go/clm/internal/cpu"
)

// TestNothingIsTouchedOutside puts matrices at both ends of memory that has forbidden
// pages around it: a read or write of one byte too many ends the program.
func TestNothingIsTouchedOutside(t *testing.T) {
	const size = 1 << 17 // bytes between the forbidden ones; more than a page everywhere
	var room [3][]byte
	for i := range room {
		m, err := syscall.Mmap(-1, 0, 3*size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, syscall.Munmap(m)) })
		require.NoError(t, syscall.Mprotect(m[:size], syscall.PROT_NONE))
		require.NoError(t, syscall.Mprotect(m[2*size:], syscall.PROT_NONE))
		room[i] = m[size : 2*size]
	}
	for _, set := range cpu.Sets() {
		restore := set.Use()
		for _, c := range []struct{ m, n, k int }{
			{1, 1, 5}, {1, 130, 9}, {17, 1, 7}, {33, 1, 6}, {3, 25, 4}, {9, 47, 3}, {13, 73, 2}, {5, 8, 1}, {40, 31, 50}, {4, 9, 390},
		} {
			for f := Flags(0); f < 8; f++ {
				for gap := range 3 {
					for _, end := range []bool{false, true} {
						a, b := blas64.General{Rows: c.m, Cols: c.k}, blas64.General{Rows: c.k, Cols: c.n}
						if f&TransA != 0 {
							a.Rows, a.Cols = c.k, c.m
						}
						if f&TransB != 0 {
							b.Rows, b.Cols = c.n, c.k
						}
						out := blas64.General{Rows: c.m, Cols: c.n}
						for i, g := range []*blas64.General{&a, &b, &out} {
							g.Stride = g.Cols + gap
							g.Data = place[float64](room[i], g.Rows, g.Cols, g.Stride, end)
						}
						Mul(nil, out, a, b, f, 1)
						if f == f&TransB {
							Pack(nil, b, f != 0).Rows(out.Data, out.Stride, a, 0, c.m)
						}

						a32, b32, out32 := blas32.General{Rows: a.Rows, Cols: a.Cols}, blas32.General{Rows: b.Rows, Cols: b.Cols}, blas32.General{Rows: c.m, Cols: c.n}
						for i, g := range []*blas32.General{&a32, &b32, &out32} {
							g.Stride = g.Cols + gap
							g.Data = place[float32](room[i], g.Rows, g.Cols, g.Stride, end)
						}
						Mul32(nil, out32, a32, b32, f, 1)
						if f == f&TransB {
							Pack32(nil, b32, f != 0).Rows(out32.Data, out32.Stride, a32, 0, c.m)
						}
					}
				}
			}
		}
		restore()
	}
}

// place returns the memory of a matrix at the beginning or at the end of m.
func place[T float64 | float32](m []byte, rows, cols, stride int, end bool) []T {
	var zero T
	n := (rows-1)*stride + cols
	at := 0
	if end {
		at = len(m) - n*int(unsafe.Sizeof(zero))
	}
	return unsafe.Slice((*T)(unsafe.Pointer(&m[at])), n)[:n:n]
}
