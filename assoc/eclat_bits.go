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

// planes weigh bitmaps of rows that occur more than once: bit r of plane b is
// bit b of the weight of row r. Rows of higher weight come first, so that the
// planes of higher bits are shorter. No planes: each row occurs once.
type planes [][]uint64

// planesOf makes the planes of rows whose weights do not ascend.
func planesOf(weights []int32) planes {
	if len(weights) == 0 || weights[0] == 1 {
		return nil
	}
	p := make(planes, bits.Len32(uint32(weights[0])))
	for b := range p {
		rows := 0
		for rows < len(weights) && weights[rows]>>b > 0 {
			rows++
		}
		p[b] = make([]uint64, (rows+63)/64)
		for r, w := range weights[:rows] {
			p[b][r/64] |= uint64(w>>b&1) << (r % 64)
		}
	}
	return p
}

// intersect is [intersect] with rows that count as often as they occur.
func (p planes) intersect(dst, a, b []uint64) int32 {
	n := intersect(dst, a, b)
	if p == nil {
		return n
	}
	n = 0
	for bit, plane := range p {
		ones := 0
		for i, w := range plane {
			ones += bits.OnesCount64(w & dst[i])
		}
		n += int32(ones << bit)
	}
	return n
}
