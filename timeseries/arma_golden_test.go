package timeseries

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/clm-go/clm/internal/golden"
	"github.com/stretchr/testify/require"
)

type fixedCase struct {
	Name   string
	Orders [7]int // p d q P D Q period
	Coef   []float64
	Log    bool
	Mean   float64
	Y      []float64
}

func (c fixedCase) orders() orders {
	o := c.Orders
	return orders{o[0], o[1], o[2], o[3], o[4], o[5], o[6]}
}

// series returns the values, which for a named series are read from the data sets.
func (c fixedCase) series(t *testing.T) []float64 {
	t.Helper()
	if c.Name == "" {
		return c.Y
	}
	file, err := os.Open(golden.Data(t, "series/"+c.Name+".csv"))
	require.NoError(t, err)
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	var y []float64
	for _, row := range rows[1:] {
		v, err := strconv.ParseFloat(row[2], 64)
		require.NoError(t, err)
		if c.Log {
			v = math.Log(v)
		}
		y = append(y, v-c.Mean)
	}
	return y
}

func TestLikelihoodOfR(t *testing.T) {
	g := golden.Load[struct{ Cases []fixedCase }, struct{ Loglik, Sigma2, Diffuse []float64 }](t, "testdata/arma/fixed.json")
	for i, c := range g.Input.Cases {
		name := c.Name
		if name == "" {
			name = "random"
		}
		t.Run(name, func(t *testing.T) {
			y := c.series(t)
			l, err := newLikelihood(c.orders(), y, nil)
			require.NoError(t, err)
			var v value
			l.at(&v, c.Coef)
			require.True(t, v.ok)
			near(t, g.Output.Loglik[i], v.loglik, g.Tolerance, c.Orders, c.Coef)
			near(t, g.Output.Sigma2[i], v.sigma2, g.Tolerance, c.Orders, c.Coef)
			// R's likelihood of the series itself depends on how large the variance is that it
			// gives to the first values.
			require.InDelta(t, g.Output.Diffuse[i], v.loglik, 5e-3)

			if c.orders().lost() > 0 {
				moved := make([]float64, len(y))
				for i, x := range y {
					moved[i] = x + float64(1e6*math.Sqrt(v.sigma2))
				}
				l, err := newLikelihood(c.orders(), moved, nil)
				require.NoError(t, err)
				var far value
				l.at(&far, c.Coef)
				near(t, v.loglik, far.loglik, 1e-8, c.Orders, c.Coef)
			}
		})
	}
}
