package timeseries

import (
	"context"
	"fmt"
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
)

// FillGaps returns y with numbers in the place of NaN, for what takes no missing values:
// [STL], [Describe], [PACF], [KPSS], [ADF], a chart. What was observed stays as it is.
//
// Without a season (period 0 or 1) a gap becomes the straight line between the values on its two
// sides, and one at an end repeats the nearest value. With a season of period
// values that is done to the seasonally adjusted series, and the season added again: so a
// missing Sunday is as slow as other Sundays. The season is that of a robust [STL] with a
// window of 11, for which gaps are first filled on lines between equal
// seasons. A series with no more than two periods of observed values is filled as one without
// a season. Take logarithms first ([BoxCox]) where the season grows with the level.
//
// It is not for forecasts: [ARIMA], [AutoARIMA] and the baselines take missing
// values as what they are, and numbers that were made up look more certain than they are.
// Nor is it for days without sales: these are zeros and not missing.
//
// Errors: [clm.ConfigError] for a negative period; [clm.ValueError] for infinities and numbers
// beyond ±1e300; [clm.ErrTooFew] where no value was observed; the cause of the context. Time and memory:
// O(n).
//
// Source: R. J. Hyndman, G. Athanasopoulos, Forecasting: Principles and Practice, 3rd edition,
// 2021, section 13.9; the rules are those of na.interp in the package forecast 8.20.
// Differs from R: na.interp fills gaps by a regression on waves and a polynomial before it looks for the
// season, and takes lines where the result leaves the range of the series by half of it.
func FillGaps(ctx context.Context, y []float64, period int) ([]float64, error) {
	const op = "timeseries.FillGaps"
	if err := check.Int(op, "period", period, 0, math.MaxInt); err != nil {
		return nil, err
	}
	o, err := observe(ctx, op, y)
	if err != nil {
		return nil, err
	}
	for i, v := range y {
		if math.Abs(v) > stlMost {
			return nil, &clm.ValueError{Op: op, Row: i, Col: -1, Value: v, Want: "a number within ±1e300"}
		}
	}
	if period < 2 || o.n-period <= period || o.n == len(y) {
		return fillSeasons(y, 1), nil
	}
	whole, err := STL{Period: period, SeasonalWindow: 11, Robust: true}.Of(ctx, fillSeasons(y, period))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	adjusted := make([]float64, len(y))
	for i, v := range y {
		adjusted[i] = v - whole.Seasonal[i]
	}
	z := fillSeasons(adjusted, 1)
	for i, v := range y {
		if z[i] += whole.Seasonal[i]; !math.IsNaN(v) {
			z[i] = v
		}
	}
	return z, nil
}

// fillSeasons returns y with each missing value on the line between the nearest values of
// the same season, before and after; a season without any takes the line between
// the nearest values of all.
func fillSeasons(y []float64, period int) []float64 {
	z := append([]float64(nil), y...)
	fill := func(first, step int) {
		last := -1
		for i := first; i < len(z); i += step {
			if math.IsNaN(z[i]) {
				continue
			}
			from := last
			if last < 0 {
				from = first - step
			}
			for j := from + step; j < i; j += step {
				z[j] = z[i]
				if last >= 0 {
					part := float64(j-last) / float64(i-last)
					z[j] = float64(z[last]*(1-part)) + float64(z[i]*part)
				}
			}
			last = i
		}
		if last >= 0 {
			for j := last + step; j < len(z); j += step {
				z[j] = z[last]
			}
		}
	}
	for s := range min(period, len(z)) {
		fill(s, period)
	}
	fill(0, 1)
	return z
}
