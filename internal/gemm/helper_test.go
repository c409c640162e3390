package gemm

import (
	"math"
	"unsafe"
)

// The largest difference from gonum's products, relative to numbers about 1.
const (
	tolerance   = 1e-13
	tolerance32 = 1e-6
)

// The smallest numbers above zero.
const (
	smallest   = 0x1p-1074
	smallest32 = 0x1p-149
)

func ofBits(b uint64) float64   { return math.Float64frombits(b) }
func ofBits32(b uint64) float32 { return math.Float32frombits(uint32(b)) }

// around gives the slice that the helper matrix cut a slice out of: eleven
// numbers more on both sides.
func around[T float32 | float64](data []T) []T {
	first := unsafe.Add(unsafe.Pointer(unsafe.SliceData(data)), -11*int(unsafe.Sizeof(*new(T))))
	return unsafe.Slice((*T)(first), len(data)+22)
}
