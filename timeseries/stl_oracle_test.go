package timeseries

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// wave makes a series of a line, a season and noise, with some values far off.
// It does without functions whose bits depend on the machine.
func wave(seed uint64, n, period int) []float64 {
	r := rand.New(rand.NewPCG(seed, 0))
	y := make([]float64, n)
	for i := range y {
		phase := float64(i%period)/float64(period) - 0.5
		y[i] = 10 + float64(0.0005*float64(i)) + float64(24*phase*(0.25-float64(phase*phase))*4)
		y[i] += r.Float64() + r.Float64() - 1
		if r.IntN(50) == 0 {
			y[i] += 20
		}
	}
	return y
}

// slowLOESS fits one place x by its words: weights by distance and of the
// values, weighted mean or line. ok is false where nothing has a weight.
func slowLOESS(s stlSmooth, y, weight []float64, x, left, right int) (value float64, ok bool) {
	n := len(y)
	h := math.Max(float64(x-left), float64(right-x))
	if s.window > n {
		h += float64((s.window - n) / 2)
	}
	w := make([]float64, n)
	var sum, mean, level, variance, covariance float64
	for j := left; j <= right; j++ {
		switch d := math.Abs(float64(j - x)); {
		case d <= 0.001*h:
			w[j] = weight[j]
		case d <= 0.999*h:
			w[j] = math.Pow(1-math.Pow(d/h, 3), 3) * weight[j]
		}
		sum += w[j]
		mean += w[j] * float64(j)
		level += w[j] * y[j]
	}
	if sum <= 0 {
		return 0, false
	}
	mean, level = mean/sum, level/sum
	for j := left; j <= right; j++ {
		variance += w[j] / sum * (float64(j) - mean) * (float64(j) - mean)
		covariance += w[j] / sum * (float64(j) - mean) * (y[j] - level)
	}
	if s.degree == 0 || math.Sqrt(variance) <= 0.001*float64(n-1) {
		return level, true
	}
	return level + covariance/variance*(float64(x)-mean), true
}

// slowSmooth smooths a series with slowLOESS.
func slowSmooth(s stlSmooth, y, weight []float64) []float64 {
	n := len(y)
	jump := min(s.jump, n-1)
	out := make([]float64, n)
	left, right := 0, n-1
	before := 0
	for i := 0; ; i += jump {
		i = min(i, n-1)
		if s.window < n && i%jump == 0 {
			left = min(max(i-s.window/2, 0), n-s.window)
			right = left + s.window - 1
		}
		var ok bool
		if out[i], ok = slowLOESS(s, y, weight, i, left, right); !ok {
			out[i] = y[i]
		}
		for k := before + 1; k < i; k++ {
			out[k] = out[before] + (out[i]-out[before])*float64(k-before)/float64(i-before)
		}
		if before = i; i == n-1 {
			return out
		}
	}
}

// slowSTL is STL by its words.
func slowSTL(p stlPlan, y []float64) *Decomposition {
	n := len(y)
	d := &Decomposition{Seasonal: make([]float64, n), Trend: make([]float64, n), Remainder: make([]float64, n), Weights: make([]float64, n)}
	ones := make([]float64, n)
	for i := range ones {
		ones[i], d.Weights[i] = 1, 1
	}
	means := func(x []float64, k int) []float64 {
		var out []float64
		for i := k; i <= len(x); i++ {
			sum := 0.0
			for _, v := range x[i-k : i] {
				sum += v
			}
			out = append(out, sum/float64(k))
		}
		return out
	}
	for outer := 0; outer <= p.outer; outer++ {
		for range p.inner {
			cycles := make([]float64, n+2*p.period)
			for phase := range p.period {
				var sub, weight []float64
				for i := phase; i < n; i += p.period {
					sub = append(sub, y[i]-d.Trend[i])
					weight = append(weight, d.Weights[i])
				}
				k := len(sub)
				smooth := slowSmooth(p.season, sub, weight)
				first, ok := slowLOESS(p.season, sub, weight, -1, 0, min(p.season.window, k)-1)
				if !ok {
					first = smooth[0]
				}
				last, ok := slowLOESS(p.season, sub, weight, k, max(0, k-p.season.window), k-1)
				if !ok {
					last = smooth[k-1]
				}
				for i, v := range append(append([]float64{first}, smooth...), last) {
					cycles[phase+i*p.period] = v
				}
			}
			low := slowSmooth(p.lowpass, means(means(means(cycles, p.period), p.period), 3), ones)
			rest := make([]float64, n)
			for i := range y {
				d.Seasonal[i] = cycles[p.period+i] - low[i]
				rest[i] = y[i] - d.Seasonal[i]
			}
			d.Trend = slowSmooth(p.trend, rest, d.Weights)
		}
		if outer == p.outer {
			break
		}
		size := make([]float64, n)
		for i := range y {
			size[i] = math.Abs(y[i] - d.Trend[i] - d.Seasonal[i])
		}
		lower, upper := middles(slices.Clone(size))
		for i, s := range size {
			switch q := s / (3 * (lower + upper)); {
			case q <= 0.001:
				d.Weights[i] = 1
			case q <= 0.999:
				d.Weights[i] = (1 - q*q) * (1 - q*q)
			default:
				d.Weights[i] = 0
			}
		}
	}
	if p.periodic {
		averageCycles(d.Seasonal, p.period)
	}
	for i := range y {
		d.Remainder[i] = y[i] - d.Seasonal[i] - d.Trend[i]
	}
	return d
}

func TestSTLAsByItsWords(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	odd := func(most int) int { return 5 + 2*r.IntN(most) } // a window of 3 leaves no remainder but rounding
	for round := range 300 {
		c := STL{
			Period: 2 + r.IntN(13), SeasonalWindow: odd(10), SeasonalDegree: r.IntN(2),
			SeasonalJump: r.IntN(4), TrendJump: r.IntN(9), LowpassJump: r.IntN(9), OuterIterations: r.IntN(4),
		}
		if r.IntN(3) == 0 {
			c.SeasonalWindow = 0
		}
		if r.IntN(2) == 0 {
			c.TrendWindow, c.TrendDegree = odd(30), new(r.IntN(2))
		}
		if r.IntN(2) == 0 {
			c.LowpassWindow, c.LowpassDegree = odd(30), new(r.IntN(2))
		}
		y := wave(uint64(round), 6*c.Period+r.IntN(150), c.Period)
		got, err := c.Of(t.Context(), y)
		require.NoError(t, err)
		want := slowSTL(c.filled(len(y)), y)
		for i := range y {
			require.InDelta(t, want.Seasonal[i], got.Seasonal[i], 1e-9, "%+v %d", c, i)
			require.InDelta(t, want.Trend[i], got.Trend[i], 1e-9, "%+v %d", c, i)
			require.InDelta(t, want.Weights[i], got.Weights[i], 1e-7, "%+v %d", c, i)
		}
	}
}

// Where hardly two values count and they are far from the place, sums of squares
// of distances from it are spoilt by rounding; the fit is right all the same.
func TestLOESSOfFewFarValues(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 11))
	const n = 61
	for round := range 200 {
		s := stlSmooth{window: 5 + 2*r.IntN(60), degree: 1, jump: 1 + r.IntN(4)}
		y, weight, product := make([]float64, n), make([]float64, n), make([]float64, n)
		for i := range y {
			y[i], weight[i] = r.Float64(), 1e-9*r.Float64()
			if r.IntN(20) == 0 {
				weight[i] = r.Float64()
			}
			if round%2 == 0 && weight[i] < 1e-3 {
				weight[i] = 0
			}
			product[i] = weight[i] * y[i]
		}
		want := slowSmooth(s, y, weight)
		got, table := make([]float64, n), make([]float64, n+2)
		require.NoError(t, newLoess(n, s).line(&pace{ctx: t.Context()}, got, y, weight, product))
		require.NoError(t, newLoess(n, s).columns(&pace{ctx: t.Context()}, table, y, weight, product, 1, 1))
		for i := range y {
			require.InDelta(t, want[i], got[i], 1e-9*max(1, math.Abs(want[i])), "%d %+v", i, s)
			require.InDelta(t, want[i], table[i+1], 1e-9*max(1, math.Abs(want[i])), "%d %+v", i, s)
		}
	}
}

// Multiplying by a power of two multiplies every part, to the bit.
func TestSTLOfScaledSeries(t *testing.T) {
	y := wave(7, 200, 7)
	for _, c := range []STL{{Period: 7}, {Period: 7, SeasonalWindow: 7, SeasonalDegree: 1, Robust: true}} {
		want, err := c.Of(t.Context(), y)
		require.NoError(t, err)
		for _, scale := range []float64{0x1p-40, -1, 0x1p900} {
			scaled := make([]float64, len(y))
			for i := range y {
				scaled[i] = y[i] * scale
			}
			got, err := c.Of(t.Context(), scaled)
			require.NoError(t, err)
			for i := range y {
				require.Equal(t, want.Seasonal[i]*scale, got.Seasonal[i])
				require.Equal(t, want.Trend[i]*scale, got.Trend[i])
				require.Equal(t, want.Weights[i], got.Weights[i])
			}
			require.InDelta(t, want.SeasonalStrength(), got.SeasonalStrength(), 1e-12)
			require.InDelta(t, want.TrendStrength(), got.TrendStrength(), 1e-12)
		}
	}
}

// The bits change only on purpose, and are those of every machine.
func TestSTLBitsArePinned(t *testing.T) {
	got := map[string]string{}
	for name, c := range map[string]STL{
		"periodic": {Period: 12},
		"window":   {Period: 24, SeasonalWindow: 13, SeasonalDegree: 1},
		"robust":   {Period: 7, SeasonalWindow: 7, Robust: true},
	} {
		d, err := c.Of(t.Context(), wave(8, 1000, c.Period))
		require.NoError(t, err)
		var all []byte
		for _, part := range [][]float64{d.Seasonal, d.Trend, d.Remainder, d.Weights} {
			for _, v := range part {
				all = binary.LittleEndian.AppendUint64(all, math.Float64bits(v))
			}
		}
		sum := sha256.Sum256(all)
		got[name] = hex.EncodeToString(sum[:8])
	}
	require.Equal(t, map[string]string{
		"periodic": "745bf278d62987c0",
		"window":   "94b959bc6f1dd4a4",
		"robust":   "a9396df08cd69a38",
	}, got)
}

// stopping is a context that ends after it was looked at a number of times.
type stopping struct {
	context.Context
	looks *int
}

func (s stopping) Err() error {
	if *s.looks--; *s.looks < 0 {
		return context.Canceled
	}
	return nil
}

func TestSTLStopsInTheMiddle(t *testing.T) {
	y := wave(9, 20_000, 24)
	c := STL{Period: 24, SeasonalWindow: 101, SeasonalJump: 1, TrendWindow: 501, TrendJump: 1, LowpassWindow: 501, LowpassJump: 1}
	looks := 1 << 30
	_, err := c.Of(stopping{t.Context(), &looks}, y)
	require.NoError(t, err)
	all := 1<<30 - looks
	require.Greater(t, all, 20)
	for _, after := range []int{0, 1, 2, all / 2, all - 1} {
		looks = after
		d, err := c.Of(stopping{t.Context(), &looks}, y)
		require.Error(t, err, "after %d of %d looks", after, all)
		require.Nil(t, d)
	}
}
