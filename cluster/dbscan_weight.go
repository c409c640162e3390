package cluster

import (
	"math"
	"math/bits"
)

// load is how much rows weigh in the places where a fit keeps them.
//
// Weights are whole numbers of a unit that is a small power of two, so that
// their sums are exact and do not depend on the order in which rows are found:
// cells, trees and pairs of rows agree, and so do permuted rows.
type load struct {
	before []wide // by place, the sum of all before it; nil: each row weighs 1
	need   wide   // of a core row
}

// wide is a whole number below 2¹²⁸.
type wide struct{ hi, lo uint64 }

func (a wide) plus(b wide) wide {
	lo, carry := bits.Add64(a.lo, b.lo, 0)
	hi, _ := bits.Add64(a.hi, b.hi, carry)
	return wide{hi, lo}
}

func (a wide) minus(b wide) wide {
	lo, borrow := bits.Sub64(a.lo, b.lo, 0)
	hi, _ := bits.Sub64(a.hi, b.hi, borrow)
	return wide{hi, lo}
}

func (a wide) atLeast(b wide) bool { return a.hi > b.hi || a.hi == b.hi && a.lo >= b.lo }

// newLoad returns the load of rows in the order of row, or of all rows if that
// is nil.
func newLoad(points int, weight []float64, row []int32) load {
	if weight == nil {
		return load{need: wide{0, uint64(points)}}
	}
	// More than points is as good as points, so that 2³¹ weights add up to less
	// than 2¹²⁷ units.
	unit := 96 - bits.Len(uint(points))
	most := float64(points)
	before, sum := make([]wide, len(weight)+1), wide{}
	for p := range weight {
		i := p
		if row != nil {
			i = int(row[p])
		}
		sum = sum.plus(units(min(weight[i], most), unit))
		before[p+1] = sum
	}
	// A sum that rounds to points is enough: ten times 0.7 is 7.
	half := (most - math.Nextafter(most, 0)) / 2
	return load{before, units(most, unit).minus(units(half, unit))}
}

// units returns v·2^unit without its fraction; v is at least 0.
func units(v float64, unit int) wide {
	fraction, exponent := math.Frexp(v)
	digits, up := uint64(fraction*(1<<53)), exponent-53+unit
	if up < 0 {
		return wide{0, digits >> uint(-up)}
	}
	return wide{digits >> uint(64-up), digits << uint(up)} // up is 44 at most
}

// of returns what the rows in the places from lo to hi weigh.
func (l *load) of(lo, hi int32) wide {
	if l.before == nil {
		return wide{0, uint64(hi - lo)}
	}
	return l.before[hi].minus(l.before[lo])
}

// weigher adds up the neighbours of one row.
type weigher struct {
	*load
	sum wide
}

// enough tells whether the neighbours make a core row.
func (w *weigher) enough() bool { return w.sum.atLeast(w.need) }

// add adds the rows of 64 places that have a bit in mask, and tells whether that
// is enough.
func (w *weigher) add(mask uint64, first int32) bool {
	if w.before == nil {
		w.sum.lo += uint64(bits.OnesCount64(mask))
		return w.enough()
	}
	for ; mask != 0; mask &= mask - 1 {
		p := first + int32(bits.TrailingZeros64(mask))
		w.sum = w.sum.plus(w.of(p, p+1))
	}
	return w.enough()
}

// addAll adds all rows in the places from lo to hi.
func (w *weigher) addAll(lo, hi int32) bool {
	w.sum = w.sum.plus(w.of(lo, hi))
	return w.enough()
}
