// Code generated from workspace.go by command: go run . -single. DO NOT EDIT.

package gemm

import "unsafe"

// Workspace32 is memory that Mul32 packs its factors into. The zero value is ready; it
// grows to what the largest product needed and no further than two buffers of
// maxPacked32 numbers each. It may be used by one call at a time.
type Workspace32 struct {
	a, b []float32
}

// maxPacked32 is the largest number of elements of a factor that are packed at a time.
const maxPacked32 = 1 << 21

// aligned32 returns n numbers that begin at a cache line, in the memory of buf if that
// is enough. What they hold is not specified.
func aligned32(buf []float32, n int) []float32 {
	if cap(buf) >= n {
		return buf[:n]
	}
	buf = make([]float32, n+panelUnit32)
	off := int(-uintptr(unsafe.Pointer(&buf[0])) % line / unsafe.Sizeof(buf[0]))
	return buf[off : off+n : off+n]
}
