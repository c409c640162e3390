package timeseries

import (
	"context"
	"fmt"
	"slices"
)

// Description is what can be said about a series at a glance; see [Describe].
type Description struct {
	Parts            *Decomposition // trend, season and remainder, found robustly
	TrendStrength    float64        // 0 to 1, outliers left aside
	SeasonalStrength float64        // 0 to 1, outliers left aside
	Outliers         []int          // places of the outliers, from 0
	y                []float64
}

// Rules by which a series is described.
const (
	describeSeason = 0.3  // strength above which a season is named
	describeTrend  = 0.64 // strength above which a trend is
	describeFar    = 3.0  // interquartile ranges beyond the quartiles at which an outlier begins
	describeWindow = 11   // of the season, in cycles
)

// Describe tells in plain sentences what a series does: whether it has a trend and
// where it goes, whether it has a season of period values and when that is high and low,
// and which values are out of the ordinary.
//
//	d, err := timeseries.Describe(ctx, revenue, 7)
//	fmt.Println(d) // Strong trend (strength 0.81): ...
//
// The sentences are fixed and follow from rules: the series is taken apart by a robust
// [STL] with a seasonal window of 11. Outliers are the values whose remainder lies
// outside Q1 − 3·IQR ... Q3 + 3·IQR, where Q1 and Q3 are the quartiles of the
// remainder (linear between order statistics) and IQR = Q3 − Q1; a
// distance below 1e-9 of the largest value is rounding and none.
// Strengths are those of [Decomposition] over the values that are not outliers. A
// season is named when its strength is above 0.3, a trend when its strength is above
// 0.64, and either only if its highest and lowest value are apart by a thousandth of those
// of the series.
//
// Errors: those of [STL.Of], which takes no missing values: use [FillGaps] first. Time and memory: O(n).
//
// Source: R. J. Hyndman, G. Athanasopoulos, Forecasting: Principles and Practice, 3rd
// edition, 2021, sections 4.3 (strengths), 9.1 (0.64) and 13.9 (outliers).
func Describe(ctx context.Context, y []float64, period int) (*Description, error) {
	parts, err := STL{Period: period, SeasonalWindow: describeWindow, Robust: true}.Of(ctx, y)
	if err != nil {
		return nil, fmt.Errorf("timeseries.Describe: %w", err)
	}
	d := &Description{Parts: parts, y: slices.Clone(y)}
	d.Outliers = farFrom(parts.Remainder, y)
	kept := parts.without(d.Outliers)
	d.TrendStrength, d.SeasonalStrength = kept.TrendStrength(), kept.SeasonalStrength()
	return d, nil
}

// farFrom returns the places of the remainders that are far outside their
// quartiles.
func farFrom(remainder, y []float64) []int {
	sorted := slices.Sorted(slices.Values(remainder))
	quartile := func(share float64) float64 {
		at := share * float64(len(sorted)-1)
		i := int(at)
		return sorted[i] + float64((at-float64(i))*(sorted[min(i+1, len(sorted)-1)]-sorted[i]))
	}
	q1, q3 := quartile(0.25), quartile(0.75)
	far := max(describeFar*(q3-q1), 1e-9*max(slices.Max(y), -slices.Min(y)))
	var places []int
	for i, r := range remainder {
		if r < q1-far || r > q3+far {
			places = append(places, i)
		}
	}
	return places
}

// without returns the parts of all values but those at places, which rise.
func (d *Decomposition) without(places []int) *Decomposition {
	rest := &Decomposition{Period: d.Period}
	from := 0
	for _, to := range append(slices.Clone(places), len(d.Trend)) {
		rest.Seasonal = append(rest.Seasonal, d.Seasonal[from:to]...)
		rest.Trend = append(rest.Trend, d.Trend[from:to]...)
		rest.Remainder = append(rest.Remainder, d.Remainder[from:to]...)
		from = min(to+1, len(d.Trend))
	}
	return rest
}
