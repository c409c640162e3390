package vec

import (
	"syscall"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// TestNothingIsReadOutside puts rows at both ends of memory that has forbidden pages
// around it: a read or write of one byte too many ends the program.
func TestNothingIsReadOutside(t *testing.T) {
	const size = 1 << 16 // bytes between the forbidden ones; more than a page everywhere
	open := func() []byte {
		m, err := syscall.Mmap(-1, 0, 3*size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, syscall.Munmap(m)) })
		require.NoError(t, syscall.Mprotect(m[:size], syscall.PROT_NONE))
		require.NoError(t, syscall.Mprotect(m[2*size:], syscall.PROT_NONE))
		return m[size : 2*size : 2*size]
	}
	a, b := open(), open()
	eachSet(t, func(t *testing.T) {
		for n := range 131 {
			blocksAtEnds(t, a, b, n)
			atEnds(a, b, n, func(x, y []float64) {
				require.Zero(t, Dot(x, y)+SqDist(x, y)+Sum(x))
				Axpy(1, x, y)
				Add(x, y)
				Scale(2, x)
				LogTo(y, x)
				ExpTo(y, y)
				require.Zero(t, SqDist(x, y))
				at, _ := ArgMin(x)
				require.Equal(t, min(0, n-1), at)
				require.Len(t, AppendAtMost(nil, x, 0), n)
				require.Empty(t, AppendAtMost(nil, x, -1))
				if n > 0 { // found at the very end
					x[n-1] = -1
					at, _ = ArgMin(x)
					require.Equal(t, n-1, at)
					x[n-1] = 0
				}
			})
			atEnds(a, b, n, func(x, y []float64) {
				if n > 0 {
					bits := func(x []float64) []uint64 { return unsafe.Slice((*uint64)(unsafe.Pointer(&x[0])), n) }
					AndRows(bits(y), []int32{0}, bits(x), bits(x), []int32{0})
				}
			})
			atEnds(a, b, n, func(x, y []float32) {
				if n > 0 {
					label := make([]int32, n)
					Gaps32(y, x, x, label, x[n-1:], 1, 1)
					require.Len(t, AppendNotAbove32(nil, x, label, y[n-1:]), n)
					clear(y)
				}
				require.Zero(t, Dot32(x, y)+SqDist32(x, y)+Sum32(x))
				Axpy32(1, x, y)
				Scale32(2, x)
				at, _ := ArgMin32(x)
				require.Equal(t, min(0, n-1), at)
				at, _, _ = TwoLowest32(x)
				require.Equal(t, min(0, n-1), at)
				require.Len(t, AppendAtMost32(nil, x, 0), n)
				require.Empty(t, AppendAtMost32(nil, x, -1))
				if n > 0 { // found at the very end
					x[n-1] = -1
					at, _ = ArgMin32(x)
					require.Equal(t, n-1, at)
					at, _, _ = TwoLowest32(x)
					require.Equal(t, n-1, at)
					x[n-1] = 0
				}
			})
		}
	})
}

// blocksAtEnds goes through n rows of three columns, zeros, beside zeros.
func blocksAtEnds(t *testing.T, a, b []byte, n int) {
	const d = 3
	mask := make([]uint64, (n+63)/64)
	label, second := make([]int32, n), make([]int32, n)
	atEnds(a, b, d*n, func(x, _ []float64) {
		require.Equal(t, n, CountWithin(x, n, n, make([]float64, d), 0))
		MaskWithin(mask, x, n, n, make([]float64, d), 0)
	})
	atEnds(a, b, d*n, func(x, _ []float32) {
		require.Equal(t, n, CountWithin32(x, n, n, make([]float32, d), 0))
		MaskWithin32(mask, x, n, n, make([]float32, d), 0)
	})
	for k := range 6 {
		atEnds(a, b, d*Block*Blocks(n), func(x, _ []float64) {
			atEnds(b, b, d*k, func(c, _ []float64) {
				dist, distSecond := make([]float64, n), make([]float64, n)
				Assign(label, dist, x, c, d)
				AssignTwo(label, second, dist, distSecond, x, c, d)
				if k > 0 {
					AddRows(c, label, x, d)
					SumNearer(make([]float64, k-1), dist, dist, x, c[:d], c[d:], d)
				}
			})
		})
		atEnds(a, b, d*n, func(rows, _ []float64) {
			index := label[:min(n, Block)]
			clear(index)
			if n > 0 {
				index[0], index[len(index)-1] = 0, int32(n-1)
			}
			atEnds(b, b, d*Block, func(x, _ []float64) { FillBlock(x, rows, index, index, d) })
		})
		atEnds(a, b, d*Block32*Blocks32(n), func(x, _ []float32) {
			atEnds(b, b, d*k, func(c, _ []float32) {
				dist, distSecond := make([]float32, n), make([]float32, n)
				Assign32(label, dist, x, c, d)
				AssignTwo32(label, second, dist, distSecond, x, c, d)
			})
		})
	}
}

// atEnds calls f with rows of n zeros at the beginnings and at the ends of a and b.
func atEnds[T number](a, b []byte, n int, f func(x, y []T)) {
	row := func(m []byte, at int) []T {
		return unsafe.Slice((*T)(unsafe.Pointer(&m[at])), n)[:n:n]
	}
	var zero T
	f(row(a, 0), row(b, 0))
	if n > 0 {
		end := len(a) - n*int(unsafe.Sizeof(zero))
		f(row(a, end), row(b, end))
	}
}
