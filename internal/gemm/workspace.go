package gemm

import "unsafe"

// Workspace is memory that Mul packs its factors into. The zero value is ready; it
// grows to what the largest product needed and no further than two buffers of
// maxPacked numbers each. It may be used by one call at a time.
type Workspace struct {
	a, b []float64
}

// maxPacked is the largest number of elements of a factor that are packed at a time.
const maxPacked = 1 << 21

// aligned returns n numbers that begin at a cache line, in the memory of buf if that
// is enough. What they hold is not specified.
func aligned(buf []float64, n int) []float64 {
	if cap(buf) >= n {
		return buf[:n]
	}
	buf = make([]float64, n+panelUnit)
	off := int(-uintptr(unsafe.Pointer(&buf[0])) % line / unsafe.Sizeof(buf[0]))
	return buf[off : off+n : off+n]
}
