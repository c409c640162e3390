package timeseries

import (
	"fmt"
	"math"
	"slices"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
)

// Cycle is one season for [FourierTerms].
type Cycle struct {
	Period float64 // how many values it has, at least 2, such as 7, or 365.25 for days of the year
	Pairs  int     // how many pairs of a sine and a cosine describe it, 1 to Period/2; the more, the sharper its corners
}

// FourierTerms describes seasons by waves, for a model with regressors. A long
// season, or several at once, takes few columns that way. Column pair k of a cycle is
//
//	sin(2πk·t/Period), cos(2πk·t/Period)    t = 1 for the first value of the series
//
// for n values from value first of the series on, counted from 0. So FourierTerms(0, n, ...)
// belongs to a series of n values, and FourierTerms(n, h, ...) to the h values that follow
// it. Names are S1-7, C1-7, S2-7 and so on, with Period rounded. A sine that is always
// zero (k = Period/2) is left out, and so is a pair whose frequency an earlier
// cycle has already.
//
// Errors: ConfigError for a cycle that cannot be, or for none. It panics if first is negative or n
// is not positive. Time and memory: O(n·pairs).
//
// Source: R. J. Hyndman, G. Athanasopoulos, Forecasting: Principles and Practice, 3rd
// edition, 2021, sections 7.4 and 12.1.
//
// Differs from R's forecast::fourier: the fraction of the circle is computed
// exactly, so that terms of far away times are as good as those of near ones.
func FourierTerms(first, n int, cycles ...Cycle) (*Terms, error) {
	const op = "timeseries.FourierTerms"
	if first < 0 || n <= 0 {
		panic(fmt.Sprintf("%s: %d values from value %d on", op, n, first))
	}
	waves, err := wavesOf(cycles)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, w := range waves {
		if !w.flat {
			names = append(names, w.name("S"))
		}
		names = append(names, w.name("C"))
	}
	t := newTerms(n, names)
	for i := range n {
		row := t.X.RawRowView(i)
		for _, w := range waves {
			sin, cos := circle(math.Mod(float64(w.k)*float64(first+i+1), w.period) / w.period)
			if !w.flat {
				row[0] = sin
				row = row[1:]
			}
			row[0] = cos
			row = row[1:]
		}
	}
	return t, nil
}

// fourierWave is a sine and a cosine that come k times in a period.
type fourierWave struct {
	k      int
	period float64
	flat   bool // the sine is always zero
}

func (w fourierWave) name(kind string) string {
	return fmt.Sprintf("%s%d-%.0f", kind, w.k, math.RoundToEven(w.period))
}

// wavesOf checks cycles and lists their waves.
func wavesOf(cycles []Cycle) ([]fourierWave, error) {
	if len(cycles) == 0 {
		return nil, &clm.ConfigError{Type: "timeseries.FourierTerms", Field: "cycles", Value: "none", Want: "at least one"}
	}
	const typ = "timeseries.Cycle"
	var waves []fourierWave
	var frequencies []float64
	for _, c := range cycles {
		if err := check.Float(typ, "Period", c.Period, 2, 1<<31); err != nil {
			return nil, err
		}
		if err := check.Int(typ, "Pairs", c.Pairs, 1, int(c.Period/2)); err != nil {
			return nil, err
		}
		for k := 1; k <= c.Pairs; k++ {
			if f := float64(k) / c.Period; !slices.Contains(frequencies, f) {
				frequencies = append(frequencies, f)
				waves = append(waves, fourierWave{k: k, period: c.Period, flat: float64(2*k) == c.Period})
			}
		}
	}
	return waves, nil
}

// circle returns sine and cosine of a share of a full circle, 0 to 1. Their
// bits are the same on every machine, those of math.Sin are not.
//
// Source: the share is brought between −1/8 and 1/8 of a circle, where the Taylor
// series up to the 17th and 16th power leave less than 10⁻¹⁷.
func circle(share float64) (sin, cos float64) {
	quarter := math.Floor(float64(4*share) + 0.5) // the nearest one
	x := float64(2 * math.Pi * (share - quarter/4))
	q := x * x
	odd, even := 0.0, 0.0
	for k := 17.0; k > 1; k -= 2 {
		odd = (1 + odd) * -q / (k * (k - 1))
		even = (1 + even) * -q / ((k - 1) * (k - 2))
	}
	sin, cos = x+float64(x*odd), 1+even
	switch int(quarter) & 3 {
	case 1:
		return cos, -sin
	case 2:
		return -sin, -cos
	case 3:
		return -cos, sin
	}
	return sin, cos
}
