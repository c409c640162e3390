package cluster

import "math"

// centers are the K centres of a model or of one step of a fit, in the
// coordinates of the centred table: a row x is compared as x − offset.
//
// The distance of a row to a centre is one chain of fused multiply-adds along
// ascending columns, d := (x[j] − offset[j]) − at[j]; s = fma(d, d, s). All
// ways to ask for it, for one row or many, dense or sparse, decide by the bits
// of that chain.
type centers struct {
	k, d   int
	offset []float64 // d numbers
	at     []float64 // k·d numbers, centre by centre

	// For sparse rows only: the centres in the caller's coordinates and the
	// squares of their lengths.
	full, norm []float64

	// For many rows of many columns only: see layOut.
	products *products

	// In a fit only, for rows of few columns the first one: see lower and travel.
	screen *screened
	travel *travel
}

// center returns centre j.
func (c *centers) center(j int) []float64 { return c.at[j*c.d : (j+1)*c.d : (j+1)*c.d] }

// uncentre computes the parts that sparse rows need.
func (c *centers) uncentre() {
	if c.full == nil {
		c.full, c.norm = make([]float64, len(c.at)), make([]float64, c.k)
	}
	for j := range c.k {
		sum := 0.0
		for i, o := range c.offset {
			v := c.at[j*c.d+i] + o
			c.full[j*c.d+i] = v
			sum += float64(v * v)
		}
		c.norm[j] = sum
	}
}

// nearest returns the centre nearest to row and the squared distance.
func (c *centers) nearest(row []float64) (int, float64) {
	d := c.d
	row, offset, at := row[:d], c.offset[:d], c.at
	best, low := 0, math.Inf(1)
	j := 0
	for ; j+4 <= c.k; j += 4 {
		a0, a1 := at[j*d:(j+1)*d], at[(j+1)*d:(j+2)*d]
		a2, a3 := at[(j+2)*d:(j+3)*d], at[(j+3)*d:(j+4)*d]
		var s0, s1, s2, s3 float64
		for i, x := range row {
			x -= offset[i]
			d0, d1, d2, d3 := x-a0[i], x-a1[i], x-a2[i], x-a3[i]
			s0, s1 = math.FMA(d0, d0, s0), math.FMA(d1, d1, s1)
			s2, s3 = math.FMA(d2, d2, s2), math.FMA(d3, d3, s3)
		}
		if s0 < low {
			best, low = j, s0
		}
		if s1 < low {
			best, low = j+1, s1
		}
		if s2 < low {
			best, low = j+2, s2
		}
		if s3 < low {
			best, low = j+3, s3
		}
	}
	for ; j < c.k; j++ {
		if s := c.sqDist(row, j); s < low {
			best, low = j, s
		}
	}
	return best, low
}

// sqDist returns the squared distance of row to centre j.
func (c *centers) sqDist(row []float64, j int) float64 {
	at, offset := c.center(j), c.offset[:len(row)]
	s := 0.0
	for i, x := range row {
		t := (x - offset[i]) - at[i]
		s = math.FMA(t, t, s)
	}
	return s
}
