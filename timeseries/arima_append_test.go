package timeseries

import (
	"math"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/clm-go/clm/internal/golden"
)

type appendInput struct {
	Y, X            []golden.Float
	Split, Period   int
	Order, Seasonal []int
	Constant        bool
	Lambda          golden.Float
	Coef            map[string]float64
}

type appendOutput struct{ Forecast, Lower, Upper, Wide []float64 }

// given returns the model of a series with coefficients that are given.
func given(t *testing.T, c ARIMA, y []float64, cols [][]float64, coef, beta []float64) *estimate {
	p, err := c.problem(t.Context(), "test", y, cols)
	require.NoError(t, err)
	e := &estimate{config: p.config, columns: len(p.columns), n: len(y), coef: coef, beta: beta, se: make([]float64, len(coef)+len(beta))}
	require.NoError(t, p.follow(e))
	for i, r := range e.residuals {
		if !math.IsNaN(r) {
			_, _, f := p.exact.filter(coef, beta)
			e.ssq += r * r / f[i]
		}
	}
	e.used = p.exact.used
	return e
}

func TestAppendAgreesWithR(t *testing.T) {
	files, err := filepath.Glob("testdata/arima_append/*.json")
	require.NoError(t, err)
	require.Len(t, files, 10)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			g := golden.Load[appendInput, appendOutput](t, file)
			in := g.Input
			o, s := in.Order, in.Seasonal
			c := ARIMA{P: o[0], D: o[1], Q: o[2], SP: s[0], SD: s[1], SQ: s[2], Period: in.Period}
			if !in.Constant || o[1]+s[1] > 1 {
				c.Constant = WithoutConstant
			}
			if l := float64(in.Lambda); !math.IsNaN(l) {
				c.Lambda = &l
			}
			var coef, beta []float64
			names := map[string]int{"ar": o[0], "ma": o[2], "sar": s[0], "sma": s[2]}
			for _, part := range []string{"ar", "ma", "sar", "sma"} {
				for i := range names[part] {
					coef = append(coef, in.Coef[part+string(rune('1'+i))])
				}
			}
			for _, name := range []string{"intercept", "drift", "xreg", "x"} {
				if b, ok := in.Coef[name]; ok {
					beta = append(beta, b)
				}
			}
			require.Len(t, in.Coef, len(coef)+len(beta))
			y, x := golden.Floats(in.Y), golden.Floats(in.X)
			n, h := len(y), len(g.Output.Forecast)
			var cols [][]float64
			if len(x) > 0 {
				cols = [][]float64{x[:in.Split]}
			}
			e := given(t, c, y[:in.Split], cols, coef, beta)
			table := func(lo, hi int) *mat.Dense { return mat.NewDense(hi-lo, 1, x[lo:hi]) }
			lo, hi, forecast := make([]float64, h), make([]float64, h), make([]float64, h)
			if len(x) > 0 {
				m := &ARIMAXModel{*e}
				m, err := m.AppendX(y[in.Split:], table(in.Split, n))
				require.NoError(t, err)
				var back ARIMAXModel
				b, err := m.MarshalBinary()
				require.NoError(t, err)
				require.NoError(t, back.UnmarshalBinary(b))
				_, err = back.Forecast(forecast, table(n, n+h))
				require.NoError(t, err)
				_, _, err = back.Interval(lo, hi, table(n, n+h), 0.8)
				require.NoError(t, err)
			} else {
				m := &ARIMAModel{*e}
				m, err := m.Append(y[in.Split:]...)
				require.NoError(t, err)
				var back ARIMAModel
				b, err := m.MarshalBinary()
				require.NoError(t, err)
				require.NoError(t, back.UnmarshalBinary(b))
				back.Forecast(forecast, h)
				back.Interval(lo, hi, h, 0.8)
			}
			golden.Near(t, g.Output.Forecast, forecast, g.Tolerance)
			for i, z := range g.Output.Wide {
				golden.NearOne(t, c.fromModel(z), forecast[i], 1e-8)
			}
			// R takes σ² from the first fit too, whose first d* residuals are not quite 0.
			golden.Near(t, g.Output.Lower, lo, 1e-3)
			golden.Near(t, g.Output.Upper, hi, 1e-3)
		})
	}
}
