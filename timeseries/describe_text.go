package timeseries

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// String returns the sentences with values and places called by their numbers,
// from 1: value 18, position 4 of 7.
func (d *Description) String() string { return strings.Join(d.Sentences(nil, nil), " ") }

// Sentences returns one sentence about the trend, one about the season and one
// about outliers. when names the time of value i of the series, such as "12 May", and
// takes the place of "value 18"; season tells where in the season position i is, such as
// "on Fridays", with 0 for that of the first value. Both count from 0; nil takes numbers,
// as String does.
func (d *Description) Sentences(when, season func(i int) string) []string {
	lo, hi := slices.Min(d.y), slices.Max(d.y)
	if lo == hi {
		return []string{fmt.Sprintf("All %d values are %s.", len(d.y), strconv.FormatFloat(lo, 'g', -1, 64))}
	}
	if when == nil {
		when = func(i int) string { return fmt.Sprintf("value %d", i+1) }
	}
	if season == nil {
		season = func(i int) string { return fmt.Sprintf("at position %d of %d", i+1, d.Parts.Period) }
	}
	show := figures(hi - lo)
	return []string{d.trendSentence(when, show), d.seasonSentence(season, show), d.outlierSentence(when, show)}
}

// figures returns a function that writes numbers, rounded so that three or four
// digits of width are seen.
func figures(width float64) func(float64) string {
	decimals, unit := 0, 1.0
	for ; width < 100 && decimals < 12; decimals++ {
		width *= 10
	}
	for ; width >= 1e4; width /= 10 {
		unit *= 10
	}
	return func(x float64) string {
		if unit > 1e12 || width < 100 {
			return strconv.FormatFloat(x, 'g', 4, 64)
		}
		if unit > 1 {
			x = math.Round(x/unit) * unit
		}
		s := strconv.FormatFloat(x, 'f', decimals, 64)
		if strings.Trim(s, "-0.") == "" {
			return strings.TrimPrefix(s, "-")
		}
		return s
	}
}

func (d *Description) trendSentence(when func(int) string, show func(float64) string) string {
	trend := d.Parts.Trend
	last := len(trend) - 1
	if !(d.TrendStrength > describeTrend) || d.hardlyMoves(trend) {
		return fmt.Sprintf("No strong trend (strength %.2f).", d.TrendStrength)
	}
	s := fmt.Sprintf("Strong trend (strength %.2f): from %s to %s", d.TrendStrength, show(trend[0]), show(trend[last]))
	low, high := lowest(trend), highest(trend)
	if low > 0 && low < last {
		s += fmt.Sprintf(", lowest with %s at %s", show(trend[low]), when(low))
	}
	if high > 0 && high < last {
		s += fmt.Sprintf(", highest with %s at %s", show(trend[high]), when(high))
	}
	return s + "."
}

func (d *Description) seasonSentence(season func(int) string, show func(float64) string) string {
	period := d.Parts.Period
	mean := slices.Clone(d.Parts.Seasonal)
	averageCycles(mean, period)
	mean = mean[:period]
	if !(d.SeasonalStrength > describeSeason) || d.hardlyMoves(mean) {
		return fmt.Sprintf("No clear season of %d values (strength %.2f).", period, d.SeasonalStrength)
	}
	low, high := lowest(mean), highest(mean)
	return fmt.Sprintf("Season of %d values (strength %.2f): highest %s (%s above the trend on average), lowest %s (%s below).",
		period, d.SeasonalStrength, season(high), show(mean[high]), season(low), show(-mean[low]))
}

// hardlyMoves tells whether the width of a part is less than a thousandth of that
// of the series.
func (d *Description) hardlyMoves(part []float64) bool {
	return slices.Max(part)-slices.Min(part) < 0.001*(slices.Max(d.y)-slices.Min(d.y))
}

func (d *Description) outlierSentence(when func(int) string, show func(float64) string) string {
	if len(d.Outliers) == 0 {
		return "No outliers."
	}
	named := slices.Clone(d.Outliers)
	slices.SortStableFunc(named, func(i, j int) int {
		return cmp.Compare(math.Abs(d.Parts.Remainder[j]), math.Abs(d.Parts.Remainder[i]))
	})
	const most = 3
	more := ""
	if len(named) > most {
		more = fmt.Sprintf(" and %d more", len(named)-most)
		named = named[:most]
	}
	slices.Sort(named)
	var list []string
	for _, i := range named {
		list = append(list, fmt.Sprintf("%s (%s instead of about %s)", when(i), show(d.y[i]), show(d.y[i]-d.Parts.Remainder[i])))
	}
	word := "outliers"
	if len(d.Outliers) == 1 {
		word = "outlier"
	}
	return fmt.Sprintf("%d %s: %s%s.", len(d.Outliers), word, strings.Join(list, ", "), more)
}

// lowest returns the first place of the lowest value.
func lowest(x []float64) int {
	at := 0
	for i, v := range x {
		if v < x[at] {
			at = i
		}
	}
	return at
}

// highest returns the first place of the highest value.
func highest(x []float64) int {
	at := 0
	for i, v := range x {
		if v > x[at] {
			at = i
		}
	}
	return at
}
