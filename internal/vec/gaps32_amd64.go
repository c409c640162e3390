//go:build !purego

package vec

import "github.com/clm-go/clm/internal/cpu"

// gaps32 leaves the last elements that do not fill a register to the plain form.
func gaps32(gap, nearest, second []float32, label []int32, base []float32, a, b float32) {
	if cpu.AVX2 && len(base) > 0 {
		for len(gap) >= 16 {
			n := min(stream, len(gap)) &^ 15
			wrong := 0
			if cpu.AVX512 {
				wrong = gaps32AVX512(&gap[0], &nearest[0], &second[0], &label[0], &base[0], n, len(base)-1, a, b)
			} else {
				wrong = gaps32AVX2(&gap[0], &nearest[0], &second[0], &label[0], &base[0], n, len(base)-1, a, b)
			}
			if wrong != 0 {
				panic(noNumber)
			}
			gap, nearest, second, label = gap[n:], nearest[n:], second[n:], label[n:]
		}
	}
	checkLabels(label, len(base))
	gaps32Go(gap, nearest, second, label, base, a, b)
}

func appendNotAbove32(dst []int32, x []float32, label []int32, t []float32) []int32 {
	from := 0
	if cpu.AVX2 && len(t) > 0 {
		var found [32]uint64
		for len(x)-from >= 32 {
			groups := min(len(found), (len(x)-from)/32)
			var n, wrong int
			if cpu.AVX512 {
				n, wrong = notAbove32AVX512(&found, &x[from], &label[from], &t[0], groups, len(t)-1)
			} else {
				n, wrong = notAbove32AVX2(&found, &x[from], &label[from], &t[0], groups, len(t)-1)
			}
			if wrong != 0 {
				panic(noNumber)
			}
			dst = appendFound(dst, found[:n], from)
			from += 32 * groups
		}
	}
	checkLabels(label[from:], len(t))
	return appendNotAbove32Go(dst, x, label, t, from)
}
