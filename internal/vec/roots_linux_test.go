package vec

import (
	"syscall"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// Points and sums stand at both ends of memory with forbidden pages around it.
func TestSumRootsReadsNothingOutside(t *testing.T) {
	const size = 1 << 16
	open := func() []float64 {
		m, err := syscall.Mmap(-1, 0, 3*size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, syscall.Munmap(m)) })
		require.NoError(t, syscall.Mprotect(m[:size], syscall.PROT_NONE))
		require.NoError(t, syscall.Mprotect(m[2*size:], syscall.PROT_NONE))
		return unsafe.Slice((*float64)(unsafe.Pointer(&m[size])), size/8)
	}
	acc, x := open(), open()
	eachSet(t, func(t *testing.T) {
		for n := 1; n < 131; n++ {
			q := []float64{3, -4}
			require.Equal(t, 5*float64(n), SumRoots(acc[:n], x[:2*n], n, q))
			require.Equal(t, 5*float64(n), SumRoots(acc[len(acc)-n:], x[len(x)-2*n:], n, q))
		}
	})
}
