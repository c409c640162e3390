package cluster

import "math"

// nearestTwo is nearest for a row of a table, which needs no offset, with the squared
// distances to the two nearest centres: +Inf where there is no second one.
func (c *centers) nearestTwo(row []float64) (best int, low, second float64) {
	low, second = math.Inf(1), math.Inf(1)
	for j := 0; j < c.k; j += 4 {
		var at [4][]float64
		for i := range at {
			at[i] = c.center(min(j+i, c.k-1))
		}
		s := fourChains([4][]float64{row, row, row, row}, at)
		for i, s := range s[:min(4, c.k-j)] {
			switch {
			case s < low:
				best, low, second = j+i, s, low
			case s < second:
				second = s
			}
		}
	}
	return best, low, second
}

// nearestOf returns which of some centres, in ascending order, is the nearest to a row
// of a table.
func (c *centers) nearestOf(some []int32, row []float64) int32 {
	best, low := some[0], math.Inf(1)
	for len(some) > 0 {
		var at [4][]float64
		for i := range at {
			at[i] = c.center(int(some[min(i, len(some)-1)]))
		}
		s := fourChains([4][]float64{row, row, row, row}, at)
		n := min(4, len(some))
		for i, s := range s[:n] {
			if s < low {
				best, low = some[i], s
			}
		}
		some = some[n:]
	}
	return best
}

// gapOf returns how much farther than the nearest centre of a row the second one is, no
// less than two squared distances say, of d columns and to a scale: 0 where they say
// nothing. It is lower than that by more than what can make two chains of squares
// change their order, so that it still tells which chain is less when both
// distances have changed by less than the gap together.
func gapOf(nearest, second, scale float64, d int) float32 {
	a, b := math.Sqrt(nearest), min(math.Sqrt(second), math.MaxFloat64)
	g := (b - a - float64(d+8)*0x1p-51*(a+b)) / scale
	if !(g > 0) {
		return 0
	}
	return downward(min(g*(1-0x1p-50), math.MaxFloat32))
}
