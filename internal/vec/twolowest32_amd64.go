//go:build !purego

package vec

import (
	"math"

	"github.com/clm-go/clm/internal/cpu"
)

func twoLowest32(x []float32) (at int, low, second float32) {
	const unit = 16
	if !cpu.AVX2 || len(x) < unit {
		return twoLowest32Go(x)
	}
	// What is before i has been looked at; the elements that follow are greater or later.
	inf := float32(math.Inf(1))
	at, low, second = -1, inf, inf
	for i := 0; i < len(x); {
		n := min(stream, (len(x)-i)/unit*unit)
		var j int
		var l, s float32
		switch {
		case n == 0:
			n = len(x) - i
			j, l, s = twoLowest32Go(x[i:])
		case cpu.AVX512:
			j, l, s = twoLowest32AVX512(&x[i], n)
		default:
			j, l, s = twoLowest32AVX2(&x[i], n)
		}
		switch {
		case j < 0:
		case at < 0 || l < low:
			at, low, second = i+j, l, min(low, s)
		default:
			second = min(second, l)
		}
		i += n
	}
	return at, low, second
}
