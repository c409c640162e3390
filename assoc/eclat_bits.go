package assoc

import (
	"math/bits"

	"github.com/clm-go/clm/internal/vec"
)

var only = []int32{0}

// intersect sets dst to the common bits of a and b, which are as long, and
// returns how many there are.
func intersect(dst, a, b []uint64) int32 {
	if len(dst) >= 8 {
		var count [1]int32
		vec.AndRows(dst, count[:], a, b, only)
		return count[0]
	}
	a, b = a[:len(dst)], b[:len(dst)]
	n := 0
	for i := range dst {
		w := a[i] & b[i]
		dst[i] = w
		n += bits.OnesCount64(w)
	}
	return int32(n)
}
