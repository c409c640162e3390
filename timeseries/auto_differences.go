package timeseries

import (
	"context"
	"fmt"
	"math"

	"github.com/clm-go/clm/internal/vec"
)

// strongSeason is the strength of the season above which a seasonal difference is
// taken.
//
// Source: R. J. Hyndman and G. Athanasopoulos, Forecasting: Principles and Practice,
// 3rd edition, 2021, section 9.1, and the package forecast 8.20: strength from STL with a
// seasonal window of 11.
const strongSeason = 0.64

// seasonalDifference tells whether the series has a strong enough season for a seasonal
// difference, and how strong it is. NaN is a missing value.
func seasonalDifference(ctx context.Context, y []float64, period int) (yes bool, strength float64, err error) {
	if period < 2 || len(y) <= 2*period || unvarying(y, y) {
		return false, 0, nil
	}
	whole := fillSeasons(y, period)
	d, err := STL{Period: period, SeasonalWindow: 11}.Of(ctx, whole)
	if err != nil {
		return false, 0, err
	}
	// What was filled in says nothing about the strength.
	var seen Decomposition
	for i, v := range y {
		if !math.IsNaN(v) {
			seen.Seasonal = append(seen.Seasonal, d.Seasonal[i])
			seen.Trend = append(seen.Trend, d.Trend[i])
			seen.Remainder = append(seen.Remainder, d.Remainder[i])
		}
	}
	s := seen.SeasonalStrength()
	return s > strongSeason, s, nil
}

// kpssFive is the statistic of the KPSS test about a level that is exceeded with
// a probability of 5 %.
const kpssFive = 0.463

// differences returns how many differences, at most most, make y pass the KPSS test about a level
// at 5 %, with ⌊3√n/13⌋ lags, and the statistic before each of them. Missing values are
// left out of y first. It stops where nothing varies any more.
//
// Source: D. Kwiatkowski et al., 1992, DOI 10.1016/0304-4076(92)90104-Y; the lags are
// those of the package forecast 8.20 (ndiffs).
func differences(ctx context.Context, y []float64, most int) (d int, statistics []float64, err error) {
	var z []float64
	for _, v := range y {
		if !math.IsNaN(v) {
			z = append(z, v)
		}
	}
	level := append([]float64(nil), z...) // whose size is that of the rounding errors
	for d < most && !unvarying(z, level) {
		e, n, err := centred("timeseries.AutoARIMA", z, 1, false)
		if err != nil {
			break // differences that overflow: no test
		}
		s, err := kpssStatistic(ctx, e, int(3*math.Sqrt(float64(n))/13))
		if err != nil {
			return 0, nil, err
		}
		if !(s > kpssFive) {
			break
		}
		statistics = append(statistics, s)
		z = Diff(z[:len(z)-1], z, 1)
		d++
	}
	return d, statistics, nil
}

// unvarying tells whether the values of z differ by no more than rounding, given the
// size of the values of y that z was made from. NaN is a missing value.
func unvarying(z, y []float64) bool {
	size := 0.0
	for _, v := range y {
		if a := math.Abs(v); a > size {
			size = a
		}
	}
	first := math.NaN()
	for _, v := range z {
		switch {
		case math.IsNaN(v):
		case math.IsNaN(first):
			first = v
		case !(math.Abs(v-first) <= 1e-12*size):
			return false
		}
	}
	return true
}

// decide sets how often the series is differenced, and says why. x are the regressors beside
// z.
func (r *autoRun) decide(ctx context.Context, x [][]float64) error {
	say := func(format string, args ...any) { r.notes = append(r.notes, fmt.Sprintf(format, args...)) }
	z := residualsOf(r.z, x)
	switch {
	case r.SD != nil:
		r.sd = *r.SD
	case r.MaxSD >= 0:
		yes, strength, err := seasonalDifference(ctx, z, r.Period)
		if err != nil {
			return err
		}
		if yes && !anyFlat(x, 0, 1, r.Period) {
			r.sd = 1
			say("a seasonal difference: the strength of the season is %.2f, above %v", strength, strongSeason)
		}
	}
	if r.D != nil {
		r.d = *r.D
		return nil
	}
	d, statistics, err := differences(ctx, differenced(z, 0, r.sd, r.Period), atMost(r.MaxD, 2))
	if err != nil {
		return err
	}
	if d > 0 && anyFlat(x, d, r.sd, r.Period) {
		d--
	}
	for _, s := range statistics[:d] {
		say("a difference: the KPSS statistic is %.3g, above %v", s, kpssFive)
	}
	r.d = d
	return nil
}

// anyFlat tells whether a column that varies does so no longer once differenced.
func anyFlat(x [][]float64, d, sd, period int) bool {
	for _, c := range x {
		if !unvarying(c, c) && unvarying(differenced(c, d, sd, period), c) {
			return true
		}
	}
	return false
}

// differenced returns y after d differences and sd seasonal ones.
func differenced(y []float64, d, sd, period int) []float64 {
	for range sd {
		y = Diff(nil, y, period)
	}
	for range d {
		y = Diff(nil, y, 1)
	}
	return y
}

// residualsOf returns what a regression on a constant and the columns leaves of y, by least
// squares on the rows where y is not missing. Columns that are combinations of those before
// are passed by. Without columns it returns y.
func residualsOf(y []float64, x [][]float64) []float64 {
	if len(x) == 0 {
		return y
	}
	var rows []int
	for i, v := range y {
		if !math.IsNaN(v) {
			rows = append(rows, i)
		}
	}
	pick := func(c []float64) []float64 {
		p := make([]float64, len(rows))
		for i, row := range rows {
			p[i] = c[row]
		}
		return p
	}
	ones := make([]float64, len(rows))
	for i := range ones {
		ones[i] = 1
	}
	basis := [][]float64{ones}
	// Twice, because the first time leaves rounding errors along the basis.
	sweep := func(c []float64) {
		for range 2 {
			for _, b := range basis {
				vec.Axpy(-vec.Dot(b, c)/vec.Dot(b, b), b, c)
			}
		}
	}
	for _, c := range x {
		p := pick(c)
		before := vec.Dot(p, p)
		sweep(p)
		if vec.Dot(p, p) > 1e-20*before {
			basis = append(basis, p)
		}
	}
	left := pick(y)
	sweep(left)
	out := append([]float64(nil), y...)
	for i, row := range rows {
		out[row] = left[i]
	}
	return out
}

// atMost reads a limit of an order: 0 means usual, below 0 none.
func atMost(limit, usual int) int {
	if limit == 0 {
		return usual
	}
	return max(limit, 0)
}
