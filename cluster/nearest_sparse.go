package cluster

import "math"

// sparseRow is one row of a clm.Sparse with what is needed to compare it.
type sparseRow struct {
	col    []int32
	val    []float64 // nil: all ones
	length float64   // Euclidean length
}

func newSparseRow(col []int32, val []float64) sparseRow {
	r := sparseRow{col: col, val: val}
	if val == nil {
		r.length = math.Sqrt(float64(len(col)))
		return r
	}
	s := 0.0
	for _, v := range val {
		s += float64(v * v)
	}
	r.length = math.Sqrt(s)
	return r
}

// value returns the value of entry e.
func (r sparseRow) value(e int) float64 {
	if r.val == nil {
		return 1
	}
	return r.val[e]
}

// quick returns the squared distance to centre j from the present entries
// and the length of the centre, and a bound of the rounding error of that and
// of the chain together.
func (c *centers) quick(r sparseRow, j int) (s, bound float64) {
	full := c.full[j*c.d : (j+1)*c.d]
	s = c.norm[j]
	for e, at := range r.col {
		f := full[at]
		t := r.value(e) - f
		s += float64(t*t) - float64(f*f)
	}
	lengths := r.length + math.Sqrt(c.norm[j])
	return s, float64(c.d+4) * 0x1p-50 * float64(lengths*lengths)
}

// exact returns the squared distance to centre j, with the bits that the
// equal dense row has.
func (c *centers) exact(r sparseRow, j int) float64 {
	at := c.center(j)
	s := 0.0
	e := 0
	for i, o := range c.offset {
		x := 0.0
		if e < len(r.col) && int(r.col[e]) == i {
			x = r.value(e)
			e++
		}
		t := (x - o) - at[i]
		s = math.FMA(t, t, s)
	}
	return s
}

// sqDistSparse returns the squared distance to centre j to about 12 digits.
func (c *centers) sqDistSparse(r sparseRow, j int) float64 {
	s, _ := c.quick(r, j)
	return c.refine(r, j, s)
}

// refine returns the quick sum s where little of it cancelled, else the exact
// one. Equal rows are exactly 0 apart in this way.
func (c *centers) refine(r sparseRow, j int, s float64) float64 {
	lengths := r.length + math.Sqrt(c.norm[j])
	if s > 0x1p-6*float64(lengths*lengths) {
		return s
	}
	return c.exact(r, j)
}

// nearestSparse returns the centre that nearest would, and the squared
// distance to about 12 digits. The quick sums reject and accept outside their
// error bounds; within them the exact ones decide.
func (c *centers) nearestSparse(r sparseRow) (int, float64) {
	best := 0
	low, lowBound := c.quick(r, 0)
	lowExact, known := 0.0, false
	for j := 1; j < c.k; j++ {
		s, bound := c.quick(r, j)
		band := bound + lowBound
		if s-low > band {
			continue
		}
		if low-s > band {
			best, low, lowBound, known = j, s, bound, false
			continue
		}
		if !known {
			lowExact, known = c.exact(r, best), true
		}
		if x := c.exact(r, j); x < lowExact {
			best, low, lowBound, lowExact = j, s, bound, x
		}
	}
	if known {
		return best, lowExact
	}
	return best, c.refine(r, best, low)
}
