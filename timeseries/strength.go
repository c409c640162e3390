package timeseries

import "math"

// SeasonalStrength tells how much of what is not trend is season, from 0 (none)
// to 1 (all):
//
//	max(0, 1 − Var(Remainder) / Var(Seasonal + Remainder))
//
// It is 0 where nothing but trend is there: Seasonal + Remainder whose standard
// deviation is below 1e-12 of the largest part counts as rounding.
//
// Source: X. Wang, K. Smith, R. Hyndman, Characteristic-Based Clustering for Time
// Series Data, Data Mining and Knowledge Discovery 13:335–364, 2006, DOI
// 10.1007/s10618-005-0039-x, in the form of R. J. Hyndman, G. Athanasopoulos,
// Forecasting: Principles and Practice, 3rd edition, 2021, section 4.3.
func (d *Decomposition) SeasonalStrength() float64 { return d.strength(d.Seasonal) }

// TrendStrength tells how much of what is not season is trend, from 0 (none) to
// 1 (all):
//
//	max(0, 1 − Var(Remainder) / Var(Trend + Remainder))
//
// It is 0 for a series that does not move: Trend + Remainder whose standard
// deviation is below 1e-12 of the largest part counts as rounding.
//
// Source: as for SeasonalStrength.
func (d *Decomposition) TrendStrength() float64 { return d.strength(d.Trend) }

// strength returns what share of the variance of part + Remainder is not that
// of Remainder.
func (d *Decomposition) strength(part []float64) float64 {
	most := 0.0
	for i := range part {
		most = max(most, math.Abs(d.Seasonal[i]), math.Abs(d.Trend[i]), math.Abs(d.Remainder[i]))
	}
	if most == 0 {
		return 0
	}
	// Numbers are taken as shares of a power of two about as large as the largest
	// of them, so that squares neither overflow nor vanish.
	_, e := math.Frexp(most)
	e = max(e, -1000)
	unit := math.Ldexp(1, -e)
	n := len(part)
	both := squares(n, func(i int) float64 { return float64(part[i]*unit) + float64(d.Remainder[i]*unit) })
	if both <= 1e-24*float64(n) {
		return 0
	}
	rest := squares(n, func(i int) float64 { return float64(d.Remainder[i] * unit) })
	return min(1, max(0, 1-rest/both))
}

// squares returns the sum of the squared distances of n numbers from their
// mean.
func squares(n int, x func(i int) float64) float64 {
	var mean, ss float64
	for i := range n {
		mean += x(i)
	}
	mean /= float64(n)
	for i := range n {
		d := x(i) - mean
		ss += float64(d * d)
	}
	return ss
}
